import { disposeParams, namedParams, Rng, scope, startEngine, valueAndGradients } from '@reprise/engine';
import { tensorTest } from '@reprise/testing';
import { afterAll, describe, expect } from 'vitest';
import { generateBatch } from '../zeroShot/generatedSource.ts';
import { scalingOf } from './scaling.ts';
import type { WindowBatch } from './window.ts';
import { ZeroShotRnn } from './zeroShotRnn.ts';

await startEngine();

const LEVELS = [0.1, 0.5, 0.9];
const settings = { cell: 'gru', hiddenSize: 6, layers: 2, dropout: 0.2 } as const;
const network = new ZeroShotRnn({ settings, season: 4, levels: LEVELS, rng: Rng.fromSeed(5) });
afterAll(() => disposeParams(network.params));
const OPTIONS = { levels: LEVELS, paths: 1, rngOf: () => Rng.fromSeed(1) };

/** Rows of values before and behind the origin, one batch of them. */
function batchOf(rows: readonly { past: number[]; future: number[] }[]): WindowBatch {
  return {
    size: rows.length,
    past: Float32Array.from(rows.flatMap(({ past }) => past)),
    future: Float32Array.from(rows.flatMap(({ future }) => future)),
    scalings: rows.map(({ past }) => scalingOf('standard', Float64Array.from(past))),
    features: new Float32Array(),
    pastFeatures: new Float32Array(),
    statics: new Float32Array(),
    categories: [],
    tokens: 1,
  };
}

const [first, second] = [
  { past: [5, 7, 6, 9, 6, 8, 7, 11], future: [7, 9, 8] },
  { past: [NaN, NaN, NaN, 2, 4, NaN, 0, 3], future: [1, 3, NaN] },
];
const lossOf = (batch: WindowBatch): number => scope(() => network.loss(batch).dataSync()[0]!);

describe('ZeroShotRnn', () => {
  tensorTest('gives each of its parameters a gradient', () => {
    const named = namedParams(network.params);
    const batch = batchOf([first, second]);
    const { gradients } = valueAndGradients(() => network.loss(batch, Rng.fromSeed(2)), [...named.values()]);
    const dead = [...named.keys()].filter((_, index) =>
      gradients[index]!.dataSync().every((value) => value === 0),
    );
    expect(dead).toEqual([]);
  });

  tensorTest('forecasts a row whatever is beside it, and whatever is missing before it', () => {
    const [alone] = network.predict(batchOf([second]), OPTIONS);
    const [, beside] = network.predict(batchOf([first, second]), OPTIONS);
    const [trimmed] = network.predict(batchOf([{ ...second, past: second.past.slice(3) }]), OPTIONS);
    for (const other of [beside!, trimmed!])
      alone!.quantiles.forEach((quantile, index) =>
        quantile.forEach((value, step) => expect(other.quantiles[index]![step]).toBeCloseTo(value, 4)),
      );
  });

  tensorTest('does not look at what is to be forecast', () => {
    const said = network.predict(batchOf([first]), OPTIONS);
    const planted = network.predict(batchOf([{ ...first, future: [1e6, NaN, -1e6] }]), OPTIONS);
    expect(planted).toEqual(said);
  });

  tensorTest('says the same of a series in another unit, and of a longer horizon', () => {
    const [said] = network.predict(batchOf([first]), OPTIONS);
    const larger = { past: first.past.map((value) => 1000 * value), future: [0, 0, 0, 0, 0, 0] };
    const [scaled] = network.predict(batchOf([larger]), OPTIONS);
    said!.mean.forEach((value, step) => expect(scaled!.mean[step]! / 1000).toBeCloseTo(value, 3));
    expect(scaled!.mean).toHaveLength(6);
    expect(scaled!.mean.every(Number.isFinite)).toBe(true);
  });

  tensorTest('counts known values only, and weighs what is easily foretold more', () => {
    const unknown = { ...first, future: [NaN, NaN, NaN] };
    expect(lossOf(batchOf([unknown]))).toBe(0);
    expect(lossOf(batchOf([first, unknown]))).toBeCloseTo(lossOf(batchOf([first])), 5);
    const [loose, steady] = [lossOf(batchOf([second])), lossOf(batchOf([first]))];
    const both = lossOf(batchOf([first, second]));
    expect(both).toBeGreaterThan(Math.min(loose, steady));
    expect(both).toBeLessThan(Math.max(loose, steady));
  });

  tensorTest('has quantiles in order, and numbers throughout', () => {
    for (let number = 0; number < 6; number++) {
      const batch = generateBatch(Rng.fromSeed(9).fold(number), 8);
      for (const { quantiles, mean } of network.predict(batch, OPTIONS)) {
        expect(mean.every(Number.isFinite)).toBe(true);
        mean.forEach((_, step) => {
          const said = quantiles.map((quantile) => quantile[step]!);
          expect(said).toEqual(said.toSorted((a, b) => a - b));
        });
      }
    }
  });
});
