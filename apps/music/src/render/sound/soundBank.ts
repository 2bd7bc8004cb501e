import type { BasicInstrument, BasicSoundBank } from 'spessasynth_core';
import { SAMPLE_RATE } from './additive.ts';
import type { SpessaModule } from './spessaSynth.ts';
import type { Tone } from './tone.ts';
import { toneOf } from './tones.ts';

/** The MIDI numbers that are played with a General MIDI program. */
export type UsedKeys = ReadonlyMap<number, ReadonlySet<number>>;

/** Every so many semitones is a recording; the keys beside it play it a little faster or slower. */
const REGISTER = 3;
/** Root mean square of the first half second of a recording: all are equally loud. */
const LEVEL = 0.1;
/** Units of 0.1 %, left to right: low keys sound on the left. */
const PAN = { middle: 60, perKey: 10, most: 250 };
const LOOPED = 1;

/** A sound bank, made in memory, with what is needed to play these keys and no more. */
export function buildSoundBank(spessa: SpessaModule, used: UsedKeys): BasicSoundBank {
  const bank = new spessa.BasicSoundBank();
  bank.soundBankInfo.name = 'computed tones';
  const keysOf = new Map<Tone, Set<number>>();
  for (const [program, keys] of used) {
    const tone = toneOf(program);
    keysOf.set(tone, new Set([...(keysOf.get(tone) ?? []), ...keys]));
  }
  const instruments = new Map<Tone, BasicInstrument>();
  for (const [tone, keys] of keysOf) instruments.set(tone, addInstrument(spessa, bank, tone, keys));
  for (const program of used.keys()) {
    const preset = new spessa.BasicPreset(bank);
    preset.name = toneOf(program).name;
    preset.program = program;
    preset.createZone(instruments.get(toneOf(program)) as BasicInstrument);
    bank.addPresets(preset);
  }
  bank.flush();
  return bank;
}

function addInstrument(
  spessa: SpessaModule,
  bank: BasicSoundBank,
  tone: Tone,
  keys: ReadonlySet<number>,
): BasicInstrument {
  const instrument = new spessa.BasicInstrument();
  instrument.name = tone.name;
  const registers = new Set([...keys].map((key) => REGISTER * Math.round(key / REGISTER)));
  for (const key of registers) addRegister(spessa, bank, instrument, tone, key);
  bank.addInstruments(instrument);
  return instrument;
}

function addRegister(
  spessa: SpessaModule,
  bank: BasicSoundBank,
  instrument: BasicInstrument,
  tone: Tone,
  key: number,
): void {
  const { GeneratorTypes: type } = spessa;
  const { samples, loopStart, cents } = tone.record(key);
  const sample = new spessa.BasicSample(
    `${tone.name} ${key}`,
    SAMPLE_RATE,
    key,
    cents,
    spessa.SampleTypes.monoSample,
    loopStart,
    samples.length,
  );
  sample.setAudioData(level(samples), SAMPLE_RATE);
  bank.addSamples(sample);
  const zone = instrument.createZone(sample);
  zone.keyRange = { min: key - Math.floor(REGISTER / 2), max: key + Math.floor(REGISTER / 2) };
  zone.setGenerator(type.sampleModes, LOOPED);
  zone.setGenerator(type.pan, Math.max(-PAN.most, Math.min(PAN.most, PAN.perKey * (key - PAN.middle))));
  zone.setGenerator(type.reverbEffectsSend, tone.reverb);
  const { attack, hold, decay, release } = tone.envelope(key);
  zone.setGenerator(type.attackVolEnv, timecents(attack));
  zone.setGenerator(type.holdVolEnv, timecents(hold));
  zone.setGenerator(type.releaseVolEnv, timecents(release));
  if (decay !== undefined) {
    zone.setGenerator(type.decayVolEnv, timecents(decay));
    zone.setGenerator(type.sustainVolEnv, 1000);
  }
  if (tone.vibrato !== undefined) {
    zone.setGenerator(type.vibLfoToPitch, tone.vibrato.depth);
    zone.setGenerator(type.freqVibLFO, absoluteCents(tone.vibrato.rate));
    zone.setGenerator(type.delayVibLFO, timecents(0.3));
  }
}

function level(samples: Float32Array): Float32Array {
  const first = samples.subarray(0, SAMPLE_RATE / 2);
  const rms = Math.sqrt(first.reduce((sum, value) => sum + value * value, 0) / first.length);
  return samples.map((value) => (value * LEVEL) / rms);
}

/** How a SoundFont counts times: 1200 to each doubling of a second. */
function timecents(seconds: number): number {
  return seconds === 0 ? -12_000 : Math.round(1200 * Math.log2(seconds));
}

/** How a SoundFont counts frequencies: 1200 to each doubling of 8.176 Hz, which is MIDI number 0. */
function absoluteCents(frequency: number): number {
  return Math.round(1200 * Math.log2(frequency / 8.176));
}
