import { Rng } from '@reprise/engine';

/** A word as noisy frames: nothing says where a letter begins or how long it lasts. */
export interface ReadingExample {
  /** [frames, {@link READING_FEATURES}] */
  readonly frames: number[][];
  /** letters 1 … {@link READING_LETTERS}; 0 is left to the blank */
  readonly labels: number[];
}

export const READING_LETTERS = 6;
export const READING_FEATURES = 4;

const MOST_LETTERS = 5;
const MOST_WORDS = MOST_LETTERS * 3 + 1;
const NOISE = 0.7;

/**
 * Each letter has a shape of its own, shown for two to four frames with noise; up to two frames of noise alone
 * separate letters, and at least one where a letter follows itself. Each example depends on the seed and its own
 * number only.
 */
export function readingTask(seed: number, count: number): ReadingExample[] {
  const shapes = drawShapes();
  const rng = Rng.fromSeed(seed).fold('reading');
  return Array.from({ length: count }, (_, index) => {
    const [first, ...words] = rng.fold(index).words(MOST_WORDS);
    const labels: number[] = [];
    const clean: (readonly number[])[] = [];
    for (let at = 0; at < 1 + below(first, MOST_LETTERS); at++) {
      const [which, lasts, pause] = words.slice(3 * at, 3 * at + 3);
      const label = 1 + below(which, READING_LETTERS);
      const gap = Math.max(below(pause, 3), label === labels.at(-1) ? 1 : 0);
      for (let frame = 0; frame < gap; frame++) clean.push(shapes[0] as number[]);
      for (let frame = 0; frame < 2 + below(lasts, 3); frame++) clean.push(shapes[label] as number[]);
      labels.push(label);
    }
    return { frames: addNoise(clean, rng.fold(index, 'noise')), labels };
  });
}

function below(word: number | undefined, bound: number): number {
  return Math.floor(((word as number) / 2 ** 32) * bound);
}

/** Binary codes in ±1, two letters differing in at least one place; what stands for nothing is zero. */
function drawShapes(): number[][] {
  const codes = Array.from({ length: READING_LETTERS }, (_, letter) => 2 * letter + 1);
  const nothing = Array.from({ length: READING_FEATURES }, () => 0);
  return [nothing, ...codes.map((code) => nothing.map((_, bit) => ((code >> bit) & 1 ? 1 : -1)))];
}

/** Every number moves by up to {@link NOISE}. */
function addNoise(clean: readonly (readonly number[])[], rng: Rng): number[][] {
  const words = rng.words(clean.length * READING_FEATURES);
  return clean.map((shape, frame) =>
    shape.map((value, feature) => {
      const word = words[frame * READING_FEATURES + feature] as number;
      return value + NOISE * ((2 * word) / 2 ** 32 - 1);
    }),
  );
}
