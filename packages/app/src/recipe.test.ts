import { InputError, type AdaptiveSchedule } from '@reprise/core';
import { disposeParams, namedParams, param, tensor2d } from '@reprise/engine';
import { tensorTest } from '@reprise/testing';
import { describe, expect, it } from 'vitest';
import { fitRecipe, makeOptimizer, makeSchedule } from './recipe.ts';
import type { Recipe } from './settings/recipeSettings.ts';

const RECIPE: Recipe = {
  epochs: 3,
  accumulate: 2,
  optimizer: 'adamw',
  learningRate: 0.1,
  schedule: 'constant',
  warmupSteps: 0,
  weightDecay: 0.5,
  clipNorm: 1,
  averaging: 'none',
  emaDecay: 0.9,
  bestCount: 4,
  patience: 0,
};
/** Four steps an epoch, the last one of a single batch. */
const source = { batchesIn: () => 7 };

describe('makeOptimizer', () => {
  // A weight of 2, twice with a gradient of -0.5, a learning rate of 0.1 and a decay of 0.5.
  it.each<[Recipe['optimizer'], number[]]>([
    // The decay of 0.1 apart, a first step of Adam is the learning rate against the sign of the gradient.
    ['adamw', [2 - 0.1 + 0.1, 2 - 0.1 + 0.1]],
    // The gradient is -0.5 + 0.5 · 2.
    ['adam', [2 - 0.1]],
    // The velocities are 0.5, and 0.9 · 0.5 - 0.5 + 0.5 · 1.95.
    ['sgd', [2 - 0.1 * 0.5, 1.95 - 0.1 * 0.925]],
  ])('%s', (optimizer, expected) => {
    const params = { weight: param(tensor2d([[2]])) };
    const rule = makeOptimizer({ optimizer, weightDecay: 0.5 });
    const gradient = tensor2d([[-0.5]]);
    for (const value of expected) {
      rule.step(namedParams(params), new Map([['weight', gradient]]), 0.1);
      expect(params.weight.dataSync()[0]).toBeCloseTo(value, 5);
    }
    gradient.dispose();
    rule.dispose();
    disposeParams(params);
  });
});

describe('makeSchedule', () => {
  it('rises over the warm-up, then stays', () => {
    const schedule = makeSchedule({ ...RECIPE, warmupSteps: 10 }, source);
    expect([1, 5, 10, 99].map((step) => schedule(step))).toEqual([0.1 * 0.1, 0.1 * 0.5, 0.1, 0.1]);
    expect(makeSchedule(RECIPE, source)(1)).toBe(0.1);
  });

  it('falls along a cosine that ends with the last of all epochs', () => {
    const schedule = makeSchedule({ ...RECIPE, schedule: 'cosine', warmupSteps: 2 }, source);
    expect(schedule(1)).toBe(0.05);
    expect(schedule(2)).toBe(0.1);
    expect(schedule(7)).toBeCloseTo(0.05, 12);
    expect(schedule(11)).toBeGreaterThan(0);
    expect(schedule(12)).toBeCloseTo(0, 12);
  });

  it('halves on a plateau', () => {
    const schedule = makeSchedule({ ...RECIPE, schedule: 'plateau' }, source) as AdaptiveSchedule;
    for (const loss of [3, 2, 1]) schedule.observe(loss);
    expect(schedule(12)).toBe(0.1);
    for (const loss of [1, 1]) schedule.observe(loss);
    expect(schedule(20)).toBe(0.05);
  });

  it('refuses a warm-up that is longer than the training', () => {
    const settings = { ...RECIPE, schedule: 'cosine', warmupSteps: 12 } as const;
    expect(() => makeSchedule(settings, source)).toThrow(
      new InputError('train: expected more steps than warmupSteps (12), got 12; lower that setting.'),
    );
  });
});

describe('fitRecipe', () => {
  tensorTest('hands over what is wanted, and leaves out what is not', () => {
    const plain = fitRecipe(RECIPE, source);
    expect(plain).toMatchObject({ epochs: 3, accumulate: 2, clipNorm: 1 });
    expect(Object.keys(plain)).not.toContain('averaging');
    expect(Object.keys(plain)).not.toContain('earlyStopping');
    expect(fitRecipe({ ...RECIPE, averaging: 'ema' }, source).averaging).toEqual({ kind: 'ema', decay: 0.9 });
    expect(fitRecipe({ ...RECIPE, averaging: 'best', patience: 6 }, source)).toMatchObject({
      averaging: { kind: 'best', count: 4 },
      earlyStopping: { patience: 6 },
    });
  });
});
