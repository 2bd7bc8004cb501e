import type { Rng } from '@reprise/engine';

const BLOCK = 256;

/** Endless random numbers from a key, one at a call: for methods that cannot say beforehand how many they take. */
export function normals(rng: Rng): () => number {
  return stream((block) => rng.fold('normal', block).normalValues(BLOCK));
}

/** The same, uniform in the open interval (0, 1). */
export function uniforms(rng: Rng): () => number {
  return stream((block) =>
    Float64Array.from(rng.fold('uniform', block).words(BLOCK), (word) => (word + 0.5) / 2 ** 32),
  );
}

function stream(make: (block: number) => ArrayLike<number>): () => number {
  let numbers: ArrayLike<number> = [];
  let [block, at] = [0, 0];
  return () => {
    if (at === numbers.length) {
      numbers = make(block++);
      at = 0;
    }
    return numbers[at++] as number;
  };
}
