import { describe, expect, it } from 'vitest';
import { compareMethods, type Comparison } from '../metrics/comparison.ts';
import { evaluateForecasts } from '../metrics/evaluateForecasts.ts';
import { makePair } from '../metrics/pairs.fixture.ts';
import { bestOf, describeBacktest, describeCoverage } from './verdict.ts';

/** Methods whose medians are off by so much; the history gives MASE a scale of 1. */
function comparisonOf(
  errors: Readonly<Record<string, number>>,
  offsets: Readonly<Record<number, number>> = { 0.5: 0 },
): Comparison {
  const evaluations = Object.entries(errors).map(([name, error]) => {
    const pairs = ['a', 'b'].map((id) =>
      makePair({ id, actual: [10, 20], median: [10 + error, 20 + error], offsets }),
    );
    return [name, evaluateForecasts(pairs)] as const;
  });
  return compareMethods(new Map(evaluations), 'seasonalNaive');
}

const EXTENT = 'On the held-out part (4 values in 2 windows of 2 series), ';

describe('describeBacktest', () => {
  it('says that a method beats the baseline, and by how much', () => {
    const comparison = comparisonOf({ seasonalNaive: 2, ets: 1.6, DeepAR: 1.5 });
    expect(describeBacktest(comparison, 'DeepAR')).toEqual([
      `${EXTENT}DeepAR beats seasonal naive: MASE 1.500 against 2.000, 25.0 % less.`,
      'Its quantiles are better, too: mean wQL 0.1000 against 0.1333, 25.0 % less.',
      'No other of the 3 methods has a smaller MASE.',
    ]);
  });

  it('says that it does not, and which method is better', () => {
    const comparison = comparisonOf({ seasonalNaive: 2, ets: 1.6, DeepAR: 2.5 });
    const [first, quantiles, better] = describeBacktest(comparison, 'DeepAR');
    expect(first).toBe(
      `${EXTENT}DeepAR does not beat seasonal naive: MASE 2.500 against 2.000, 25.0 % more.`,
    );
    expect(quantiles).toBe(
      'Its quantiles are not better either: mean wQL 0.1667 against 0.1333, 25.0 % more.',
    );
    expect(better).toBe('ETS is better still: MASE 1.600, against 2.500 of DeepAR.');
    const [tie] = describeBacktest(comparisonOf({ seasonalNaive: 2, DeepAR: -2 }), 'DeepAR');
    expect(tie).toBe(`${EXTENT}DeepAR does not beat seasonal naive: MASE 2.000 against 2.000, the same.`);
  });

  it('knows a baseline without errors, and the baseline itself', () => {
    const comparison = comparisonOf({ seasonalNaive: 0, DeepAR: 1 });
    expect(describeBacktest(comparison, 'DeepAR')[0]).toBe(
      `${EXTENT}DeepAR does not beat seasonal naive: MASE 1.000 against 0.000.`,
    );
    expect(describeBacktest(comparison, 'seasonalNaive')).toEqual([
      'Seasonal naive is what others are compared with here.',
    ]);
    expect(() => describeBacktest(comparison, 'theta')).toThrow(
      'expected "theta" among seasonalNaive, DeepAR',
    );
  });

  it('takes another measure where MASE has no scale, and none where nothing is known', () => {
    const evaluate = (median: number, actual: number) =>
      evaluateForecasts([makePair({ actual: [actual], median: [median], history: [1, 1, 1] })]);
    const constant = compareMethods(
      new Map([
        ['seasonalNaive', evaluate(1, 3)],
        ['DeepAR', evaluate(2, 3)],
      ]),
      'seasonalNaive',
    );
    expect(describeBacktest(constant, 'DeepAR')[0]).toMatch(
      /DeepAR beats seasonal naive: sMAPE 40.00 against 100.00/,
    );
    const missing = compareMethods(
      new Map([
        ['seasonalNaive', evaluate(1, NaN)],
        ['DeepAR', evaluate(2, NaN)],
      ]),
      'seasonalNaive',
    );
    expect(describeBacktest(missing, 'DeepAR')[0]).toMatch(
      /cannot be compared with seasonal naive: no measure/,
    );
  });
});

describe('bestOf', () => {
  it('has the smallest error, the first of equal ones, and nothing where it is not defined', () => {
    const { methods } = comparisonOf({ seasonalNaive: 2, ets: 1, theta: 1 });
    expect(bestOf(methods, 'MASE')?.name).toBe('ets');
    expect(bestOf(methods, 'no such measure')).toBeUndefined();
  });
});

describe('describeCoverage', () => {
  it('asks whether chance could do it', () => {
    const at = (coverage: number, points: number) =>
      describeCoverage({ nominal: 0.8, coverage, width: 1 }, points);
    // Two standard errors: 0.8 of 100 values, 0.08.
    expect(at(0.73, 100)).toMatch(/^as it should be/);
    expect(at(0.71, 100)).toBe('too narrow: 29.0 % of the values lie outside, not 20.0 %');
    expect(at(0.73, 1000)).toMatch(/^too narrow/);
    expect(at(0.9, 100)).toBe('wider than it needs to be for 80 %');
  });
});
