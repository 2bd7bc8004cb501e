import { disposeParams, namedParams, Rng, scope, startEngine, valueAndGradients } from '@reprise/engine';
import { tensorTest } from '@reprise/testing';
import { afterAll, describe, expect } from 'vitest';
import { makeSettings } from '../config.ts';
import { seasonalData } from '../series.fixture.ts';
import type { Settings } from '../settings.ts';
import { architectureOf, makeNetwork, shapeOf } from './architecture.ts';
import type { Network } from './network.ts';
import { windowCutter, type WindowBatch } from './window.ts';

await startEngine();

const HORIZON = 4;
const data = seasonalData(4, 30);
const LEVELS = [0.1, 0.5, 0.9];

/** One of each kind of network, and what is special about it. */
const KINDS: Readonly<Record<string, Partial<Settings>>> = {
  'DeepAR, Student t': { model: 'deepar', distribution: 'studentT', anchor: 'none' },
  'DeepAR, Gaussian, from the season before': { model: 'deepar', distribution: 'gaussian' },
  'DeepAR, negative binomial, two LSTM': {
    model: 'deepar',
    distribution: 'negativeBinomial',
    scaling: 'mean',
    anchor: 'none',
    cell: 'lstm',
    layers: 2,
  },
  'MQ-RNN, value by value': {},
  'MQ-RNN with attention, in segments that do not divide the horizon': { segment: 3, attention: true },
  'MQ-RNN, squared error, from the last value': { loss: 'squared', anchor: 'last' },
};

function make(replaced: Partial<Settings>): {
  network: Network;
  cut: ReturnType<typeof windowCutter>['cut'];
} {
  const settings = makeSettings('tiny', replaced);
  const architecture = architectureOf(settings, data, { horizon: HORIZON, season: 4 });
  return {
    network: makeNetwork(architecture, settings, Rng.fromSeed(5)),
    cut: windowCutter(data, architecture.inputs, shapeOf(architecture, settings)).cut,
  };
}

function lossOf(network: Network, batch: WindowBatch): number {
  return scope(() => network.loss(batch).dataSync()[0] as number);
}

const OPTIONS = { levels: LEVELS, paths: 20, rngOf: (row: number) => Rng.fromSeed(1).fold(row) };

for (const [name, replaced] of Object.entries(KINDS)) {
  describe(name, () => {
    const { network, cut } = make(replaced);
    const [first, second] = [
      { series: 0, at: 20 },
      { series: 3, at: 24 },
    ] as const;

    tensorTest('gives each of its parameters a gradient', () => {
      const named = namedParams(network.params);
      const batch = cut([first, second]);
      const { gradients } = valueAndGradients(
        () => network.loss(batch, Rng.fromSeed(2)),
        [...named.values()],
      );
      // In one step of the first layer's inputs not every number is other than 0; in each tensor some are.
      const dead = [...named.keys()].filter((_, index) =>
        gradients[index]!.dataSync().every((value) => value === 0),
      );
      expect(dead).toEqual([]);
    });

    tensorTest('has a loss that does not depend on the rows beside, and counts known values only', () => {
      const both = lossOf(network, cut([first, second]));
      const apart = [first, second].map((origin) => lossOf(network, cut([origin])));
      expect(both).toBeCloseTo((apart[0]! + apart[1]!) / 2, 4);
      const batch = cut([first]);
      const unknown = { ...batch, future: batch.future.map((value, step) => (step > 1 ? NaN : value)) };
      expect(lossOf(network, unknown)).toBeGreaterThan(-10);
      expect(lossOf(network, unknown)).not.toBeCloseTo(apart[0]!, 6);
    });

    tensorTest('forecasts each row by itself, in order, of the horizon, the same again', () => {
      const batch = cut([first, second]);
      const [one, two] = network.predict(batch, OPTIONS);
      const [alone] = network.predict(cut([first]), OPTIONS);
      one!.quantiles.forEach((quantile, level) => {
        expect(quantile).toHaveLength(HORIZON);
        quantile.forEach((value, step) => expect(value).toBeCloseTo(alone!.quantiles[level]![step]!, 3));
      });
      for (const { quantiles, mean } of [one!, two!]) {
        expect(mean.every(Number.isFinite)).toBe(true);
        for (let step = 0; step < HORIZON; step++) {
          const values = quantiles.map((quantile) => quantile[step]!);
          expect(values).toEqual(values.toSorted((a, b) => a - b));
        }
      }
      expect(network.predict(batch, OPTIONS)).toEqual([one, two]);
    });

    tensorTest('never looks at its future', () => {
      const batch = cut([first]);
      const leak = { ...batch, future: batch.future.map(() => 1e6) };
      expect(network.predict(leak, OPTIONS)).toEqual(network.predict(batch, OPTIONS));
    });

    afterAll(() => {
      disposeParams(network.params);
    });
  });
}
