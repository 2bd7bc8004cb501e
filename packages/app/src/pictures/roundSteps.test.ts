import { describe, expect, it } from 'vitest';
import { roundSteps } from './roundSteps.ts';

describe('roundSteps', () => {
  it.each([
    [0, 50, 6, [0, 10, 20, 30, 40, 50], 0],
    [104, 622, 5, [0, 200, 400, 600, 800], 0],
    [-7, 31, 5, [-10, 0, 10, 20, 30, 40], 0],
    [0.3, 0.7, 4, [0.3, 0.4, 0.5, 0.6, 0.7], 1],
    [-0.002, -0.001, 4, [-0.002, -0.0015, -0.001], 4],
    [7, 7, 5, [7, 7.2], 1],
  ])('from %d to %d in about %d steps', (low, high, count, ticks, decimals) => {
    const steps = roundSteps(low, high, count);
    expect(steps.ticks).toHaveLength(ticks.length);
    ticks.forEach((tick, index) => {
      expect(steps.ticks[index]).toBeCloseTo(tick, 12);
    });
    expect(steps.domain).toEqual([steps.ticks[0], steps.ticks.at(-1)]);
    expect(steps.decimals).toBe(decimals);
  });
});
