import { tensorTest } from '@reprise/testing';
import { describe, expect, it } from 'vitest';
import { philoxStream } from './philox.ts';
import { Rng } from './rng.ts';
import { randomUniform } from './kernels/randomUniform.ts';

const rng = Rng.fromSeed(7);

describe('fold', () => {
  const first = (key: Rng): string => String(key.words(4));

  it('is a function of seed and purpose alone', () => {
    expect(first(Rng.fromSeed(7).fold('dropout', 3, 5))).toBe(first(rng.fold('dropout', 3, 5)));
    expect(first(rng.fold('dropout').fold(3).fold(5))).toBe(first(rng.fold('dropout', 3, 5)));
  });

  it('gives different children for different purposes, orders, numbers and seeds', () => {
    const purposes: (string | number)[][] = [[], ['a'], ['b'], ['a', 'b'], ['b', 'a'], ['ab'], ['']];
    purposes.push([0], [1], [0, 1], [1, 0], [2 ** 32], [2 ** 32 + 1], ['1'], ['é'], ['日本']);
    const keys = [...purposes.map((purpose) => rng.fold(...purpose)), Rng.fromSeed(8), Rng.fromSeed(2 ** 40)];
    expect(new Set(keys.map(first)).size).toBe(keys.length);
  });

  it('has no two of ten thousand children alike', () => {
    const seen = new Set(Array.from({ length: 10_000 }, (_, step) => first(rng.fold('step', step))));
    expect(seen.size).toBe(10_000);
  });

  it('gives children that do not go with each other', () => {
    const [a, b] = [rng.fold(1), rng.fold(2)].map((key) => key.normalValues(20_000));
    const correlation = a!.reduce((sum, value, index) => sum + value * b![index]!, 0) / 20_000;
    expect(Math.abs(correlation)).toBeLessThan(0.03);
  });
});

describe('fromSeed', () => {
  it.each([-1, 1.5, NaN, 2 ** 53])('refuses %d', (seed) => {
    expect(() => Rng.fromSeed(seed)).toThrow(RangeError);
  });
});

describe('uniform', () => {
  const bitsOf = (values: Float32Array): Uint32Array => new Uint32Array(values.slice().buffer);

  // 2,048 numbers and more come from TensorFlow on the native engine, fewer from JavaScript.
  tensorTest('has the bits of the Philox stream, in small draws and in large ones', () => {
    for (const count of [1, 2047, 2048, 50_001]) {
      const expected = Float32Array.from(philoxStream(11, 22, count), (word) => (word & 0x7fffff) / 2 ** 23);
      const actual = randomUniform([count], 11, 22).dataSync() as Float32Array;
      expect(bitsOf(actual), `${count} numbers`).toEqual(bitsOf(expected));
    }
  });

  tensorTest('begins alike in every size, and for seeds up to the largest', () => {
    for (const [seed0, seed1] of [
      [0, 0],
      [0x7fffffff, 0x7fffffff],
    ] as const) {
      const large = randomUniform([64, 64], seed0, seed1).dataSync();
      expect(large.slice(0, 8)).toEqual(randomUniform([8], seed0, seed1).dataSync());
    }
  });

  tensorTest('fills its interval evenly', () => {
    const values = rng.uniform([100, 300], -2, 6);
    expect(values.shape).toEqual([100, 300]);
    const counts = Array.from({ length: 8 }, () => 0);
    for (const value of values.dataSync()) counts[Math.floor(value + 2)]! += 1;
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(30_000);
    // The chi-squared distribution of 7 degrees of freedom exceeds 24.3 once in a thousand draws.
    const chiSquared = counts.reduce((sum, count) => sum + (count - 3750) ** 2 / 3750, 0);
    expect(chiSquared).toBeLessThan(24.3);
  });

  tensorTest('of one key is the same every time', () => {
    expect(rng.uniform([3000]).dataSync()).toEqual(Rng.fromSeed(7).uniform([3000]).dataSync());
    expect(rng.uniform([3000]).dataSync()).not.toEqual(rng.fold(1).uniform([3000]).dataSync());
  });
});

describe('normal', () => {
  tensorTest('has the moments of a normal distribution', () => {
    const values = [...rng.normal([50_000], 3, 2).dataSync()];
    const moment = (power: number): number =>
      values.reduce((sum, value) => sum + ((value - 3) / 2) ** power, 0) / values.length;
    expect(Math.abs(moment(1))).toBeLessThan(0.02);
    expect(Math.abs(moment(2) - 1)).toBeLessThan(0.03);
    expect(Math.abs(moment(3))).toBeLessThan(0.06);
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.2);
  });

  it('has the same first numbers in a draw of odd length', () => {
    expect(rng.normalValues(5)).toEqual(rng.normalValues(8).slice(0, 5));
  });
});

describe('permutation', () => {
  it('has each number once, and depends on the key', () => {
    const order = rng.permutation(1000);
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, index) => index));
    expect(rng.permutation(1000)).toEqual(order);
    expect(rng.fold('epoch', 1).permutation(1000)).not.toEqual(order);
    expect([...rng.permutation(0)]).toEqual([]);
  });

  it('has every order equally often', () => {
    const counts = new Map<string, number>();
    for (let draw = 0; draw < 6000; draw++) {
      const order = rng.fold(draw).permutation(3).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(120);
  });
});

describe('float', () => {
  it('is in [0, 1), even on average', () => {
    const values = Array.from({ length: 10_000 }, (_, index) => rng.fold(index).float());
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
    expect(values.reduce((sum, value) => sum + value, 0) / values.length).toBeCloseTo(0.5, 1);
  });
});

describe('dropoutMask', () => {
  tensorTest('drops at its rate and scales the rest up', () => {
    for (const rate of [0.1, 0.5, 0.9]) {
      const values = rng.dropoutMask([200, 100], rate).dataSync();
      const kept = values.filter((value) => value !== 0);
      // Four standard deviations.
      expect(Math.abs(1 - kept.length / 20_000 - rate)).toBeLessThan(
        4 * Math.sqrt((rate * (1 - rate)) / 20_000),
      );
      for (const value of new Set(kept)) expect(value).toBeCloseTo(1 / (1 - rate), 5);
    }
  });

  tensorTest('of rate 0 drops nothing; a rate that is none is refused', () => {
    expect([...rng.dropoutMask([3], 0).dataSync()]).toEqual([1, 1, 1]);
    for (const rate of [-0.1, 1, NaN]) expect(() => rng.dropoutMask([3], rate)).toThrow(RangeError);
  });
});
