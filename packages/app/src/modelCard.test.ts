import type { FitResult } from '@reprise/core';
import { describe, expect, it } from 'vitest';
import { describeTraining, indent } from './modelCard.ts';

const result: FitResult = {
  stopped: 'done',
  steps: 1200,
  epochs: 2.5,
  tokens: 90_000,
  seconds: 90,
  best: [],
  weights: new Map(),
  from: { steps: [1100], isMovingAverage: false },
};

describe('describeTraining', () => {
  it('tells the command, how much was seen and how fast, and the weights', () => {
    const text = describeTraining({ command: 'npm run x -- train', result, unit: 'values' });
    expect(text).toMatch(/^ {4}npm run x -- train\n\n/u);
    expect(text).toContain(
      '1,200 steps, 2.50 epochs, 90,000 values, 1.5 minutes\n(1000 values a second) on ',
    );
    expect(text).toMatch(/ on [1-9]\d* cores \(.+\)\. Weights: those after step 1100\. All settings/u);
  });

  it.each([
    [[1100], true, 'Weights: the moving average after step 1100.'],
    [[900, 1100], false, 'Weights: the mean of those after steps 900, 1100.'],
    [[900, 1100], true, 'Weights: the mean of the moving average after steps 900, 1100.'],
  ])('of the weights after %j, moving average %j', (steps, isMovingAverage, words) => {
    const from = { steps, isMovingAverage };
    expect(describeTraining({ command: 'x', result: { ...result, from }, unit: 'tokens' })).toContain(words);
  });
});

it('a block of code is indented line by line', () => {
  expect(indent('{\n  "a": 1\n}')).toBe('    {\n      "a": 1\n    }');
});
