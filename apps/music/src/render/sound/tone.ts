import type { Recording } from './additive.ts';

/** How loud a key is while it is held, and behind that. Seconds. */
export interface Envelope {
  readonly attack: number;
  /** at full loudness, before it fades */
  readonly hold: number;
  /** until it has faded by 100 dB; without it, it is held as long as the key */
  readonly decay?: number;
  /** until it has faded by 100 dB, from when the key is let go */
  readonly release: number;
}

/** An instrument: what it sounds like at each pitch. */
export interface Tone {
  readonly name: string;
  /** the sound of a MIDI number, at its exact frequency but for the `cents` */
  readonly record: (key: number) => TunedRecording;
  readonly envelope: (key: number) => Envelope;
  /** thousandths of the sound that the hall gets */
  readonly reverb: number;
  /** cents that it sways, and how often a second */
  readonly vibrato?: { readonly depth: number; readonly rate: number };
}

export interface TunedRecording extends Recording {
  /** to be added when it is played, as a loop holds whole periods only; well below one */
  readonly cents: number;
}

/** Whole periods in a loop for a key. */
export interface Tuning {
  readonly cycles: number;
  /** from the pitch that this number of periods has to the key's */
  readonly cents: number;
}

const A4 = { key: 69, frequency: 440 };

/** Hertz, in equal temperament. */
export function frequencyOf(key: number): number {
  return A4.frequency * 2 ** ((key - A4.key) / 12);
}

/** @param seconds length of the loop */
export function tuneLoop(key: number, seconds: number): Tuning {
  const exact = frequencyOf(key) * seconds;
  const cycles = Math.max(1, Math.round(exact));
  return { cycles, cents: 1200 * Math.log2(exact / cycles) };
}
