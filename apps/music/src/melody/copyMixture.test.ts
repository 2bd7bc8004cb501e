import {
  dispose,
  logSoftmax,
  param,
  Rng,
  startEngine,
  tensor2d,
  tensor3d,
  type Tensor2D,
  type Tensor3D,
  type Variable,
} from '@reprise/engine';
import { gradientCheck, tensorTest } from '@reprise/testing';
import { describe, expect } from 'vitest';
import { copyDistribution, copyLogProbs } from './copyMixture.ts';

await startEngine();

/** Log-weights of one row: two steps, three places, of which the first is for what is made up. */
const WEIGHTS = [
  [0.5, 0.3, 0.2],
  [0.1, 0.6, 0.3],
];
const PAST = Int32Array.of(0, 2, 1);
const MADE_UP = [0.25, 0.5];

const weights = () => tensor3d([WEIGHTS.map((row) => row.map(Math.log))]) as Tensor3D;

describe('copyLogProbs', () => {
  tensorTest('adds up what is made up and all places where the same stands', () => {
    const probs = (labels: number[], past: Int32Array) =>
      [
        ...copyLogProbs(
          weights(),
          tensor2d([MADE_UP.map(Math.log)]) as Tensor2D,
          Int32Array.from(labels),
          past,
        ).dataSync(),
      ].map(Math.exp);
    expect(probs([2, 1], PAST)).toEqual([
      expect.closeTo(0.5 * 0.25 + 0.3, 5),
      expect.closeTo(0.1 * 0.5 + 0.3, 5),
    ]);
    expect(probs([1, 1], Int32Array.of(0, 1, 1))).toEqual([
      expect.closeTo(0.5 * 0.25 + 0.5, 5),
      expect.closeTo(0.1 * 0.5 + 0.9, 5),
    ]);
    // The first place is no token that could be copied.
    expect(probs([0, 5], PAST)).toEqual([expect.closeTo(0.5 * 0.25, 5), expect.closeTo(0.1 * 0.5, 5)]);
  });

  tensorTest(
    'is no NaN, and has no gradient that is, where a weight is zero or nothing can be copied',
    () => {
      const hidden = tensor3d([[[-40, -1e9, 0]]]) as Tensor3D;
      const made = tensor2d([[-30]]) as Tensor2D;
      expect(copyLogProbs(hidden, made, Int32Array.of(3), PAST).dataSync()[0]).toBeCloseTo(-70, 3);
      const alone = tensor3d([[[0]]]) as Tensor3D;
      expect(copyLogProbs(alone, made, Int32Array.of(3), Int32Array.of(0)).dataSync()[0]).toBeCloseTo(-30, 4);
    },
  );

  tensorTest('has the gradients that finite differences give', () => {
    const rng = Rng.fromSeed(2);
    const scores = param(rng.fold('scores').normal([2, 3, 4]) as Tensor3D);
    const made = param(rng.fold('made').normal([2, 3], -2) as Tensor2D);
    const past = Int32Array.of(0, 1, 2, 1, 0, 2, 2, 1);
    const labels = Int32Array.of(1, 2, 0, 2, 1, 3);
    gradientCheck(
      () => [copyLogProbs(logSoftmax(scores) as Tensor3D, made, labels, past)],
      new Map<string, Variable>([
        ['scores', scores],
        ['made', made],
      ]),
    );
    dispose([scores, made]);
  });
});

describe('copyDistribution', () => {
  tensorTest('is the same for each token, and sums to 1', () => {
    const step = tensor3d([[[0.4, 0.25, 0.35].map(Math.log)]]) as Tensor3D;
    const madeUp = logSoftmax(tensor2d([[0.3, -1, 2, 0.5]]) as Tensor2D);
    const all = Float64Array.from(copyDistribution(step, madeUp, PAST).dataSync());
    expect(all.reduce((sum, logProb) => sum + Math.exp(logProb), 0)).toBeCloseTo(1, 5);
    const made = madeUp.dataSync();
    all.forEach((logProb, token) => {
      const own = tensor2d([[made[token]!]]) as Tensor2D;
      expect(copyLogProbs(step, own, Int32Array.of(token), PAST).dataSync()[0]).toBeCloseTo(logProb, 4);
    });
  });
});
