import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { InputError } from '@reprise/core/errors';
import type { Sound } from './wav.ts';

export interface FluidSynthOptions {
  readonly soundFont: string;
  readonly sampleRate: number;
  readonly reverb: boolean;
  /** ends the program */
  readonly signal?: AbortSignal | undefined;
}

/** Low enough that many voices are not too loud; how loud the file becomes is decided later. */
const GAIN = 0.3;
/** Longer than an hour of music takes. */
const TIME_LIMIT_MS = 300_000;
const FLOAT = Float32Array.BYTES_PER_ELEMENT;

/**
 * Plays a MIDI file with the program `fluidsynth`. The files that it reads and writes are in a temporary folder, which
 * is removed whatever happens.
 *
 * @throws InputError when the program is not installed
 * @throws Error with what the program says when it fails, or when it writes no sound
 */
export async function playWithFluidSynth(
  midi: Uint8Array,
  { soundFont, sampleRate, reverb, signal }: FluidSynthOptions,
): Promise<Sound> {
  const folder = await mkdtemp(join(tmpdir(), 'reprise-sound-'));
  try {
    const [midiFile, soundFile] = [join(folder, 'score.mid'), join(folder, 'sound.raw')];
    await writeFile(midiFile, midi);
    const switches = [
      '-n',
      '-i',
      '-q',
      '-g',
      String(GAIN),
      '-r',
      String(sampleRate),
      '-R',
      reverb ? '1' : '0',
    ];
    const format = ['-C', '0', '-T', 'raw', '-O', 'float', '-E', 'little', '-F', soundFile];
    await promisify(execFile)('fluidsynth', [...switches, ...format, resolve(soundFont), midiFile], {
      signal,
      timeout: TIME_LIMIT_MS,
    });
    const sound = channelsOf(await readFile(soundFile));
    if (sound.left.length === 0) throw new Error('fluidsynth wrote no sound');
    return sound;
  } catch (error) {
    if (isMissing(error)) {
      throw new InputError(
        'fluidsynth: the program is not installed; install it, or use the built-in synthesiser',
      );
    }
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Whether a program could not be started as there is none of its name. */
function isMissing(error: unknown): boolean {
  const { code, syscall } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' && syscall?.startsWith('spawn') === true;
}

/** @param bytes left and right in turn */
function channelsOf(bytes: Buffer): Sound {
  const frames = Math.floor(bytes.length / (2 * FLOAT));
  const [left, right] = [new Float32Array(frames), new Float32Array(frames)];
  for (let frame = 0; frame < frames; frame++) {
    left[frame] = bytes.readFloatLE(2 * FLOAT * frame);
    right[frame] = bytes.readFloatLE(2 * FLOAT * frame + FLOAT);
  }
  return { left, right };
}
