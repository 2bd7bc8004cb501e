import { expect, it } from 'vitest';
import { lagInputs } from './lagInputs.ts';
import type { WindowBatch, WindowShape } from './window.ts';

const SHAPE: WindowShape = { context: 3, reach: 7, horizon: 4, scaling: 'mean' };
const [KNOWN, STEPS] = [SHAPE.reach + SHAPE.context, SHAPE.context + SHAPE.horizon];
const FEATURES = 2;
const LAGS = [1, 2, 3, 7];
const SIZE = LAGS.length + 1 + FEATURES;

/** Two windows; the first lacks a value that a step of the context has a lag to, the second its last value. */
function makeBatch(): WindowBatch {
  const past = Float32Array.from({ length: 2 * KNOWN }, (_, index) => 10 + index ** 2);
  past[5] = NaN;
  past[2 * KNOWN - 1] = NaN;
  return {
    tokens: 2 * SHAPE.horizon,
    size: 2,
    past,
    future: Float32Array.from({ length: 2 * SHAPE.horizon }, (_, index) => 100 - index),
    scalings: [
      { center: 0, scale: 2 },
      { center: 5, scale: 10 },
    ],
    features: Float32Array.from({ length: 2 * STEPS * FEATURES }, (_, index) => index / 7),
    pastFeatures: new Float32Array(),
    statics: new Float32Array(),
    categories: [],
  };
}

const rowOf = (values: Float32Array, row: number, width = SIZE): number[] => [
  ...values.subarray(row * width, (row + 1) * width),
];

it('lays out lagged values, scaled, whether the last one is known, and the features of the step', () => {
  const batch = makeBatch();
  const inputs = lagInputs({ shape: SHAPE, lags: LAGS, anchor: 2, featureCount: FEATURES });
  expect(inputs.size).toBe(SIZE);
  const scaled = inputs.pastOf(batch);
  const value = (index: number): number => scaled[index]!;
  expect([value(0), value(KNOWN)]).toEqual([10 / 2, (10 + KNOWN ** 2 - 5) / 10].map(Math.fround));
  const feature = (index: number): number => batch.features[index]!;
  const context = inputs.ofContext(batch);
  expect(rowOf(context, 0)).toEqual([value(6), 0, value(4), value(0), 1, feature(0), feature(1)]);
  const [past, features] = [KNOWN, STEPS * FEATURES];
  const last = [8, 7, 6, 2].map((index) => value(past + index));
  expect(rowOf(context, 5)).toEqual([...last, 1, feature(features + 4), feature(features + 5)]);
  const { inputs: training } = inputs.ofTraining(batch);
  const ahead = [8, 7, 3].map((index) => value(past + index));
  expect(rowOf(training, STEPS + 3)).toEqual([0, ...ahead, 0, feature(features + 6), feature(features + 7)]);
});

it.each([undefined, 1, 3])(
  'lays out each step ahead as in training, where what is drawn is what came; first guesses %s back',
  (anchor) => {
    const batch = makeBatch();
    const inputs = lagInputs({ shape: SHAPE, lags: LAGS, anchor, featureCount: FEATURES });
    const training = inputs.ofTraining(batch);
    const [count, width] = [3, SIZE + 1];
    const drawn = new Float32Array(2 * count * SHAPE.horizon);
    for (let path = 0; path < 2 * count; path++) {
      const { center, scale } = batch.scalings[Math.floor(path / count)]!;
      for (let time = 0; time < SHAPE.horizon; time++) {
        const came = batch.future[Math.floor(path / count) * SHAPE.horizon + time]!;
        drawn[path * SHAPE.horizon + time] = (came - center) / scale;
      }
    }
    // What stands behind the inputs of a path is not theirs.
    const written = Float32Array.from({ length: 2 * count * width }, (_, index) => Math.floor(index / width));
    const guesses = new Float32Array(2 * count);
    for (let time = 0; time < SHAPE.horizon; time++) {
      inputs.writeStep(batch, time, { count, past: inputs.pastOf(batch), drawn }, written, width, guesses);
      for (let path = 0; path < 2 * count; path++) {
        const step = Math.floor(path / count) * STEPS + SHAPE.context + time;
        expect(rowOf(written, path, width)).toEqual([...rowOf(training.inputs, step), path]);
        expect(guesses[path]).toBe(training.guesses[step]);
      }
    }
  },
);

it('reads of each path what was drawn for it, and nothing that is not drawn yet', () => {
  const batch = makeBatch();
  const inputs = lagInputs({ shape: SHAPE, lags: LAGS, anchor: 2, featureCount: FEATURES });
  const drawn = Float32Array.from({ length: 4 * SHAPE.horizon }, (_, index) =>
    index % SHAPE.horizon < 2 ? index : NaN,
  );
  const written = new Float32Array(4 * SIZE);
  const guesses = new Float32Array(4);
  inputs.writeStep(batch, 2, { count: 2, past: inputs.pastOf(batch), drawn }, written, SIZE, guesses);
  for (let path = 0; path < 4; path++)
    expect(rowOf(written, path).slice(0, 2)).toEqual([4 * path + 1, 4 * path]);
  expect([...guesses]).toEqual([0, 4, 8, 12]);
  expect(written.every(Number.isFinite)).toBe(true);
});
