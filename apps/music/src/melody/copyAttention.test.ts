import { disposeParams, param, Rng, slice, startEngine, type Tensor3D } from '@reprise/engine';
import { gradientCheck, tensorTest } from '@reprise/testing';
import { afterAll, describe, expect } from 'vitest';
import { CopyAttention } from './copyAttention.ts';

await startEngine();

const KINDS = 4;
const attention = new CopyAttention({
  querySize: 3,
  memorySize: 5,
  keySize: 2,
  likenessCount: KINDS,
  rng: Rng.fromSeed(1),
});
const rng = Rng.fromSeed(2);
const likeness = Int32Array.from(rng.words(2 * 4 * 4), (word) => word % KINDS);

afterAll(() => {
  disposeParams(attention.params);
});

describe('CopyAttention', () => {
  tensorTest('gives each place weights of itself and those before it, which sum to 1', () => {
    const queries = rng.normal([2, 4, 3]) as Tensor3D;
    const keys = attention.keys(rng.normal([2, 4, 5]) as Tensor3D);
    const weights = [...attention.logWeights(queries, keys, likeness).dataSync()].map(Math.exp);
    for (let step = 0; step < 8; step++) {
      const row = weights.slice(4 * step, 4 * step + 4);
      expect(row.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 5);
      expect(row.slice((step % 4) + 1).every((weight) => weight === 0)).toBe(true);
    }
  });

  tensorTest('gives a step the same weights alone as among all', () => {
    const queries = rng.normal([1, 4, 3]) as Tensor3D;
    const keys = attention.keys(rng.normal([1, 4, 5]) as Tensor3D);
    const all = attention.logWeights(queries, keys, likeness.slice(0, 16)).dataSync();
    for (const step of [0, 2, 3]) {
      const past = step + 1;
      const alone = attention.logWeights(
        slice(queries, [0, step, 0], [1, 1, 3]),
        slice(keys, [0, 0, 0], [1, past, 2]),
        likeness.slice(4 * step, 4 * step + past),
      );
      expect([...alone.dataSync()]).toEqual(
        Array.from(all.slice(4 * step, 4 * step + past), (weight): unknown => expect.closeTo(weight, 5)),
      );
    }
  });

  tensorTest('has the gradients that finite differences give, those of likeness among them', () => {
    const queries = param(rng.normal([2, 4, 3]) as Tensor3D);
    const memory = param(rng.normal([2, 4, 5]) as Tensor3D);
    const params = new Map([
      ['queries', queries],
      ['memory', memory],
      ['likeness', attention.params['likeness'] as never],
    ]);
    // What is hidden is far below all else: the differences of such numbers say nothing.
    gradientCheck(
      () => [slice(attention.logWeights(queries, attention.keys(memory), likeness), [0, 3, 0], [-1, 1, -1])],
      params,
    );
    queries.dispose();
    memory.dispose();
  });
});
