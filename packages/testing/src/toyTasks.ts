import { Rng } from '@reprise/engine';

/** One pair of sequences of token ids; 0-3 are pad, bos, eos and unk, and do not occur. */
export interface ToyExample {
  readonly source: number[];
  readonly target: number[];
}

export interface ToyOptions {
  /** how many different symbols there are: ids 4 … 3 + symbols */
  readonly symbols?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
}

const FIRST_ID = 4;

/** The number of ids of a toy task's vocabulary, the four special ones included. */
export function toyVocabSize({ symbols = 8 }: ToyOptions = {}): number {
  return FIRST_ID + symbols;
}

/** The target is the source. */
export function copyTask(seed: number, count: number, options?: ToyOptions): ToyExample[] {
  return drawSources(seed, count, options).map((source) => ({ source, target: [...source] }));
}

/** The target is the source from its end. */
export function reverseTask(seed: number, count: number, options?: ToyOptions): ToyExample[] {
  return drawSources(seed, count, options).map((source) => ({ source, target: [...source].reverse() }));
}

/** The target is the source in ascending order. */
export function sortTask(seed: number, count: number, options?: ToyOptions): ToyExample[] {
  return drawSources(seed, count, options).map((source) => ({
    source,
    target: [...source].sort((a, b) => a - b),
  }));
}

/** Each sequence depends on the seed and its own number only: a longer list begins with the shorter one. */
function drawSources(
  seed: number,
  count: number,
  { symbols = 8, minLength = 1, maxLength = 6 }: ToyOptions = {},
): number[][] {
  const rng = Rng.fromSeed(seed).fold('toy');
  const below = (word: number, bound: number): number => Math.floor((word / 2 ** 32) * bound);
  return Array.from({ length: count }, (_, index) => {
    const [first, ...words] = rng.fold(index).words(1 + maxLength);
    const length = minLength + below(first as number, maxLength - minLength + 1);
    return words.slice(0, length).map((word) => FIRST_ID + below(word, symbols));
  });
}
