import type { Rng } from '@reprise/engine';

const BLOCK = 16;

/** The numbers in [0, 1) of a key, one after another. */
export function uniforms(rng: Rng): () => number {
  let words = new Uint32Array(0);
  let drawn = 0;
  return () => {
    const at = drawn % BLOCK;
    if (at === 0) words = rng.fold(drawn / BLOCK).words(BLOCK);
    drawn += 1;
    return (words[at] as number) / 2 ** 32;
  };
}

/** Where a part of the way from `low` to `high` ends. */
export function between(low: number, high: number, part: number): number {
  return low + part * (high - low);
}
