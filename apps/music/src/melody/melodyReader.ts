import { TICKS_PER_QUARTER } from './melody.ts';
import { EDGE } from './melodyVocabulary.ts';

/** What a reader looks for; part of a model's config.json. Times are in ticks. */
export interface ReaderSpec {
  /** the place within each of them is an input */
  readonly periods: readonly number[];
  /** how far it looks back */
  readonly lags: readonly number[];
}

/** Fractions of a quarter that are told apart, in ticks; others share a place behind them. */
const FRACTIONS = [0, 12, 16, 24, 32, 36];

/** Numbers of {@link MelodyReader.positions}. */
export function positionSize({ periods }: ReaderSpec): number {
  return 2 * periods.length + FRACTIONS.length + 2;
}

/** Numbers of {@link MelodyReader.lookback}: a pitch and a duration for each lag. */
export function lookbackSize({ lags }: ReaderSpec): number {
  return 2 * lags.length;
}

/** How many earlier notes in a row must have come again for each class of likeness: its lower bounds. */
const LIKENESS = [0, 1, 2, 3, 4, 5, 7, 10, 16, 32];

/** Distances that are no lag are told apart by the greatest of these that divides them. */
const DIVISORS = [24, 16, 12, 8, 6, 4, 3, 2, 1, 0.5].map((quarters) => quarters * TICKS_PER_QUARTER);

/** Classes of {@link MelodyReader.likeness}. */
export function likenessCount({ lags }: ReaderSpec): number {
  return 1 + LIKENESS.length * (lags.length + DIVISORS.length + 1);
}

/**
 * A melody as it comes, note after note: where the next note stands, what stood at the same place before, and how like
 * each place in the past is to this one. The same in training and in sampling.
 */
export class MelodyReader {
  readonly #spec: ReaderSpec;
  /** classes of distances that have come */
  readonly #distanceClasses: Map<number, number>;
  readonly #pitches: number[] = [];
  readonly #durations: number[] = [];
  readonly #onsets: number[] = [];
  readonly #noteAt = new Map<number, number>();
  /** for each earlier note: how many notes before it are, in a row, the same as the last ones */
  readonly #runs: number[] = [];
  #time = 0;

  constructor(spec: ReaderSpec) {
    this.#spec = spec;
    this.#distanceClasses = new Map(spec.lags.map((lag, index) => [lag, index]));
  }

  /** Notes so far. */
  get length(): number {
    return this.#pitches.length;
  }

  /** The moment at which the next note begins, in ticks. */
  get time(): number {
    return this.#time;
  }

  /** @param pitch a token, @param duration a token, @param ticks how long it really is */
  push(pitch: number, duration: number, ticks: number): void {
    const last = this.length;
    this.#runs.push(0);
    // What precedes the next place is this note: runs go on where the note before was the same.
    for (let place = last; place > 0; place--) {
      const isSame = this.#pitches[place - 1] === pitch && this.#durations[place - 1] === duration;
      this.#runs[place] = isSame ? (this.#runs[place - 1] as number) + 1 : 0;
    }
    this.#noteAt.set(this.#time, last);
    this.#onsets.push(this.#time);
    this.#pitches.push(pitch);
    this.#durations.push(duration);
    this.#time += ticks;
  }

  /** Where the next note stands in time: the place within each period as an angle, and the fraction of the quarter. */
  positions(into: Float32Array, at: number): void {
    this.#spec.periods.forEach((period, index) => {
      const angle = (2 * Math.PI * (this.#time % period)) / period;
      into[at + 2 * index] = Math.sin(angle);
      into[at + 2 * index + 1] = Math.cos(angle);
    });
    const from = at + 2 * this.#spec.periods.length;
    const fraction = FRACTIONS.indexOf(this.#time % TICKS_PER_QUARTER);
    into[from + (fraction < 0 ? FRACTIONS.length : fraction)] = 1;
    into[from + FRACTIONS.length + 1] = this.#time / (64 * TICKS_PER_QUARTER);
  }

  /** For each lag, the pitch and the duration of the note that began so long before the next one; EDGE for none. */
  lookback(into: Int32Array, at: number): void {
    this.#spec.lags.forEach((lag, index) => {
      const note = this.#noteAt.get(this.#time - lag);
      into[at + 2 * index] = note === undefined ? EDGE : (this.#pitches[note] as number);
      into[at + 2 * index + 1] = note === undefined ? EDGE : (this.#durations[note] as number);
    });
  }

  /** For each lag, 1 where the last note is the same as the one that began so long before it. */
  repeats(into: Float32Array, at: number): void {
    const last = this.length - 1;
    if (last < 0) return;
    this.#spec.lags.forEach((lag, index) => {
      const note = this.#noteAt.get((this.#onsets[last] as number) - lag);
      if (note === undefined) return;
      const isSame =
        this.#pitches[note] === this.#pitches[last] && this.#durations[note] === this.#durations[last];
      if (isSame) into[at + index] = 1;
    });
  }

  /**
   * How like the next place each earlier one is, as a class of how far back it lies and of how many notes before it
   * are the same as those before the next one: 0 for "none of them", then one for each note so far.
   */
  likeness(into: Int32Array, at: number): void {
    into[at] = 0;
    for (let note = 0; note < this.length; note++) {
      const distance = this.#distanceClass(this.#time - (this.#onsets[note] as number));
      into[at + 1 + note] = 1 + distance * LIKENESS.length + likenessClass(this.#runs[note] as number);
    }
  }

  #distanceClass(distance: number): number {
    const known = this.#distanceClasses.get(distance);
    if (known !== undefined) return known;
    const divisor = DIVISORS.findIndex((ticks) => distance % ticks === 0);
    const own = this.#spec.lags.length + (divisor < 0 ? DIVISORS.length : divisor);
    this.#distanceClasses.set(distance, own);
    return own;
  }
}

function likenessClass(run: number): number {
  let index = LIKENESS.length - 1;
  while ((LIKENESS[index] as number) > run) index--;
  return index;
}
