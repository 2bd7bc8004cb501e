import { melodyRange } from '../data/transposition.ts';
import { REST } from '../score.ts';
import { TICKS_PER_QUARTER, toTicks, type Melody } from './melody.ts';

/** The tune begins (as what was before the first note), or ends (as what comes instead of a duration). */
export const EDGE = 0;
/** What the vocabulary lacks. */
export const OTHER = 1;
/** A pitch: silence. */
const SILENCE = 2;
const FIRST_DURATION = 2;
const FIRST_PITCH = 3;

const MIDI_PITCHES = 128;

/** Durations that are seen less often in the training are left to OTHER, which so learns its probability. */
const FEWEST = 2;

/** What a vocabulary is made of; part of a model's config.json. */
export interface VocabularySpec {
  /** the lowest and the highest pitch that has a token of its own */
  readonly pitches: readonly [number, number];
  /** in ticks, ascending */
  readonly durations: readonly number[];
}

/** A melody as tokens, a note at each place. */
export interface EncodedMelody {
  readonly pitches: Int32Array;
  readonly durations: Int32Array;
  /** the true durations */
  readonly ticks: Int32Array;
  /** nats that it takes to say which pitches and durations the OTHER ones are */
  readonly otherNats: number;
}

/**
 * Tokens of pitches and durations. Whatever the vocabulary lacks is OTHER and then named: a pitch among all MIDI
 * pitches evenly, a duration of n ticks with probability 1 / (n (n + 1)). So every melody has a probability.
 */
export class MelodyVocabulary {
  readonly spec: VocabularySpec;
  /** tokens of pitches, EDGE among them */
  readonly pitchCount: number;
  /** tokens of durations, EDGE among them */
  readonly durationCount: number;
  readonly #durations: ReadonlyMap<number, number>;

  constructor(spec: VocabularySpec) {
    this.spec = spec;
    this.pitchCount = FIRST_PITCH + spec.pitches[1] - spec.pitches[0] + 1;
    this.durationCount = FIRST_DURATION + spec.durations.length;
    this.#durations = new Map(spec.durations.map((ticks, index) => [ticks, FIRST_DURATION + index]));
  }

  pitchToken(pitch: number): number {
    if (pitch === REST) return SILENCE;
    const [lowest, highest] = this.spec.pitches;
    return pitch >= lowest && pitch <= highest ? FIRST_PITCH + pitch - lowest : OTHER;
  }

  durationToken(ticks: number): number {
    return this.#durations.get(ticks) ?? OTHER;
  }

  /** @returns undefined for tokens that name no pitch, EDGE and OTHER */
  pitchOf(token: number): number | undefined {
    if (token === SILENCE) return REST;
    return token >= FIRST_PITCH ? token - FIRST_PITCH + this.spec.pitches[0] : undefined;
  }

  /** @returns ticks; undefined for tokens that name no duration, EDGE and OTHER */
  ticksOf(token: number): number | undefined {
    return this.spec.durations[token - FIRST_DURATION];
  }

  encode({ notes }: Pick<Melody, 'notes'>): EncodedMelody {
    const ticks = Int32Array.from(notes, ({ duration }) => toTicks(duration));
    const durations = ticks.map((own) => this.durationToken(own));
    const pitches = Int32Array.from(notes, ({ pitch }) => this.pitchToken(pitch));
    let otherNats = 0;
    ticks.forEach((own, index) => {
      if (durations[index] === OTHER) otherNats += Math.log(own * (own + 1));
      if (pitches[index] === OTHER) otherNats += Math.log(MIDI_PITCHES);
    });
    return { pitches, durations, ticks, otherNats };
  }
}

/**
 * The vocabulary of a training.
 * @param transposition semitones by which its pitches may be moved
 */
export function vocabularyOf(melodies: readonly Melody[], transposition: number): VocabularySpec {
  const [lowest, highest] = melodyRange(melodies);
  const counts = new Map<number, number>();
  for (const { notes } of melodies)
    for (const { duration } of notes) {
      const ticks = toTicks(duration);
      counts.set(ticks, (counts.get(ticks) ?? 0) + 1);
    }
  const frequent = [...counts].filter(([, count]) => count >= FEWEST).map(([ticks]) => ticks);
  const durations = frequent.length > 0 ? frequent : [TICKS_PER_QUARTER];
  return {
    pitches: [Math.max(0, lowest - transposition), Math.min(MIDI_PITCHES - 1, highest + transposition)],
    durations: durations.sort((a, b) => a - b),
  };
}
