import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { InputError } from '@reprise/core/errors';
import { writeMidi } from '../files/writeMidi.ts';
import type { Part, Score } from '../score.ts';
import { SAMPLE_RATE } from './sound/additive.ts';
import { playWithFluidSynth } from './sound/fluidSynth.ts';
import { master } from './sound/master.ts';
import { scoreSeconds, withTempo } from './sound/scoreTime.ts';
import { buildSoundBank } from './sound/soundBank.ts';
import { checkSoundFont, findSoundFont } from './sound/soundFonts.ts';
import { loadSpessa, playWithSpessa, readSoundBank } from './sound/spessaSynth.ts';
import { toneOf } from './sound/tones.ts';
import { encodeWav, type Sound } from './sound/wav.ts';

/**
 * - `fluidsynth`: the program of that name, with a SoundFont that is given or installed
 * - `builtIn`: spessasynth_core, with the SoundFont that is given or else with tones that are computed here
 * - `auto`: the first where it is installed, else the second
 */
export type Synthesizer = 'auto' | 'fluidsynth' | 'builtIn';

export interface WavOptions {
  /** default `auto` */
  readonly synthesizer?: Synthesizer;
  /** path of a file of instruments: .sf2, .sf3 or .dls */
  readonly soundFont?: string | undefined;
  /** of the score's tempo: 2 is twice as fast; 0.1 to 10, default 1 */
  readonly tempoFactor?: number;
  /** General MIDI program, 0 to 127, of the parts that state none; default 0, the piano, as in MIDI files */
  readonly program?: number;
  /** the echo of a hall; default true */
  readonly reverb?: boolean;
  /** is told what plays, and with which instruments, in a few words */
  readonly onSynthesizer?: (description: string) => void;
  readonly signal?: AbortSignal | undefined;
}

interface Playing {
  readonly score: Score;
  /** of the score, without what rings behind its end */
  readonly seconds: number;
  readonly reverb: boolean;
  readonly soundFont: string | undefined;
  readonly signal: AbortSignal | undefined;
}

/** Sound, and what made it. */
interface Played {
  readonly sound: Sound;
  readonly description: string;
}

const LONGEST_MINUTES = 30;
/** Seconds of a score without notes. */
const SILENCE = 1;

/**
 * A score as sound: a WAV file of 16-bit samples at 44.1 kHz in stereo, as loud as recordings are, never clipped, which
 * ends when the last note has died away. The synthesiser's library is loaded at the first call.
 *
 * @throws InputError for a tempo factor or program out of range, a SoundFont that cannot be read, a score of more than
 *   30 minutes, or `fluidsynth` asked for where it or a SoundFont is missing
 */
export async function renderWav(score: Score, options: WavOptions = {}): Promise<Uint8Array> {
  const { synthesizer = 'auto', tempoFactor = 1, program = 0, reverb = true } = options;
  const { soundFont, signal, onSynthesizer } = options;
  checkRange('tempo factor', tempoFactor, 0.1, 10);
  checkRange('program', program, 0, 127);
  if (soundFont !== undefined) await checkSoundFont(soundFont);
  const parts = score.parts.map((part): Part => ({ ...part, program: part.program ?? program }));
  const played = withTempo({ ...score, parts }, tempoFactor);
  const seconds = scoreSeconds(played);
  if (seconds > 60 * LONGEST_MINUTES) {
    throw new InputError(
      `sound: expected a score of at most ${LONGEST_MINUTES} minutes, got ${Math.ceil(seconds / 60)}`,
    );
  }
  const playing = { score: played, seconds, reverb, soundFont, signal };
  const isSilent = parts.every(({ notes }) => notes.length === 0);
  const { sound, description } = isSilent ? silence() : await playWith(synthesizer, playing);
  onSynthesizer?.(description);
  return encodeWav(master(sound, SAMPLE_RATE, isSilent ? SILENCE : seconds), SAMPLE_RATE);
}

function silence(): Played {
  const frames = SILENCE * SAMPLE_RATE;
  const sound = { left: new Float32Array(frames), right: new Float32Array(frames) };
  return { sound, description: 'silence, as the score has no notes' };
}

async function playWith(synthesizer: Synthesizer, playing: Playing): Promise<Played> {
  if (synthesizer === 'builtIn') return playBuiltIn(playing);
  const fluid = await playFluid(playing, synthesizer === 'fluidsynth');
  return fluid ?? playBuiltIn(playing);
}

/** @param isRequired whether something missing or a failure is an error, and not a reason to return undefined */
async function playFluid(playing: Playing, isRequired: boolean): Promise<Played | undefined> {
  const { score, reverb, signal } = playing;
  try {
    const soundFont = playing.soundFont ?? (await findSoundFont());
    if (soundFont === undefined) {
      throw new InputError('fluidsynth: found no SoundFont on this machine; give the path of one');
    }
    const options = { soundFont, sampleRate: SAMPLE_RATE, reverb, signal };
    const sound = await playWithFluidSynth(writeMidi(score), options);
    return { sound, description: `FluidSynth with ${basename(soundFont)}` };
  } catch (error) {
    if (isRequired || signal?.aborted === true) throw error;
    return undefined;
  }
}

async function playBuiltIn({ score, seconds, reverb, soundFont }: Playing): Promise<Played> {
  const spessa = await loadSpessa();
  const options = { sampleRate: SAMPLE_RATE, seconds, reverb };
  if (soundFont !== undefined) {
    const bank = await readSoundBank(spessa, await readFile(soundFont), soundFont);
    const sound = await playWithSpessa(spessa, writeMidi(score), bank, options);
    return { sound, description: `built-in synthesiser with ${basename(soundFont)}` };
  }
  // Computed tones have a pitch, and percussion has none.
  const pitched = { ...score, parts: score.parts.filter(({ isDrums }) => isDrums !== true) };
  const keys = new Map<number, Set<number>>();
  for (const { program = 0, notes } of pitched.parts) {
    keys.set(program, new Set([...(keys.get(program) ?? []), ...notes.map(({ pitch }) => pitch)]));
  }
  const sound = await playWithSpessa(spessa, writeMidi(pitched), buildSoundBank(spessa, keys), options);
  const tones = [...new Set([...keys.keys()].map((program) => toneOf(program).name))];
  const without = pitched.parts.length < score.parts.length ? ', without percussion' : '';
  return { sound, description: `built-in synthesiser with computed tones (${tones.join(', ')})${without}` };
}

function checkRange(name: string, value: number, low: number, high: number): void {
  if (!(value >= low && value <= high)) {
    throw new InputError(`sound: expected a ${name} from ${low} to ${high}, got ${value}`);
  }
}
