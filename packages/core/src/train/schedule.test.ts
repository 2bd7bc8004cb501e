import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  constant,
  reduceOnPlateau,
  warmupCosine,
  warmupInverseSqrt,
  type PlateauOptions,
  type PlateauState,
  type Schedule,
} from './schedule.ts';

interface Golden {
  readonly warmupCosine: number[];
  readonly warmupInverseSqrt: number[];
  readonly plateaus: { options: PlateauOptions; mode: 'min' | 'max'; metrics: number[]; rates: number[] }[];
}

const url = new URL('../../../../tools/golden/data/optimizers.json', import.meta.url);
const golden = JSON.parse(readFileSync(url, 'utf8')) as Golden;

function expectRates(schedule: Schedule, rates: readonly number[]): void {
  for (const [index, rate] of rates.entries()) expect(schedule(index + 1)).toBeCloseTo(rate, 12);
}

describe('schedules', () => {
  it('constant', () => {
    expectRates(constant(0.3), [0.3, 0.3]);
  });

  it("warmupCosine equals PyTorch's linear and cosine schedules in a row", () => {
    const schedule = warmupCosine({ learningRate: 0.5, warmupSteps: 5, steps: 20, finalRate: 0.02 });
    expectRates(schedule, golden.warmupCosine);
    expect(schedule(5)).toBe(0.5);
    expect(schedule(20)).toBe(0.02);
    expect(schedule(1000)).toBe(0.02);
  });

  it('warmupCosine does without a warm-up, and not without steps after it', () => {
    expect(warmupCosine({ learningRate: 1, warmupSteps: 0, steps: 2 })(1)).toBeCloseTo(0.5, 12);
    expect(() => warmupCosine({ learningRate: 1, warmupSteps: 5, steps: 5 })).toThrow(
      /more steps than the 5/,
    );
  });

  it("warmupInverseSqrt equals PyTorch's LambdaLR of the formula", () => {
    expectRates(warmupInverseSqrt({ learningRate: 0.5, warmupSteps: 5 }), golden.warmupInverseSqrt);
  });
});

describe('reduceOnPlateau', () => {
  it.each(golden.plateaus)("equals PyTorch's ($mode, $options)", ({ options, mode, metrics, rates }) => {
    const schedule = reduceOnPlateau(0.5, { ...options, mode });
    expect(new Set(rates).size).toBeGreaterThan(2);
    for (const [index, metric] of metrics.entries()) {
      schedule.observe(metric);
      expect(schedule(index + 1)).toBeCloseTo(rates[index]!, 12);
    }
  });

  it('goes on from a state that went through JSON', () => {
    const { options, metrics, rates } = golden.plateaus[1]!;
    let schedule = reduceOnPlateau(0.5, options);
    for (const [index, metric] of metrics.entries()) {
      const state = JSON.parse(JSON.stringify(schedule.state())) as PlateauState;
      schedule = reduceOnPlateau(0.5, options);
      schedule.restore(state);
      schedule.observe(metric);
      expect(schedule(index + 1)).toBeCloseTo(rates[index]!, 12);
    }
  });

  it('follows its base schedule, scaled', () => {
    const base = warmupInverseSqrt({ learningRate: 0.5, warmupSteps: 5 });
    const schedule = reduceOnPlateau(base, { patience: 0, factor: 0.5 });
    for (const metric of [1, 2]) schedule.observe(metric);
    expect(schedule(9)).toBeCloseTo(base(9) / 2, 12);
  });

  it('takes a negative metric that grows for worse', () => {
    const schedule = reduceOnPlateau(1, { patience: 0, factor: 0.5, threshold: 0.01 });
    for (const metric of [-2, -1.99]) schedule.observe(metric);
    expect(schedule(1)).toBe(0.5);
  });

  it('counts NaN as no improvement', () => {
    const schedule = reduceOnPlateau(1, { patience: 1, factor: 0.5 });
    for (const metric of [NaN, NaN]) schedule.observe(metric);
    expect(schedule(1)).toBe(0.5);
  });
});
