import { describe, expect, it } from 'vitest';
import { valueAxis } from './valueAxis.ts';

function labels(values: readonly number[], count = 5): string[] {
  const { ticks, format, unit } = valueAxis(values, count);
  return [...ticks.map(format), ...(unit === '' ? [] : [unit])];
}

describe('valueAxis', () => {
  it('begins at 0 where that is near, on either side', () => {
    expect(labels([104, 622])).toEqual(['0', '200', '400', '600']);
    expect(labels([-104, -622])).toEqual(['−600', '−400', '−200', '0']);
    expect(labels([310, 622])).toEqual(['300', '400', '500', '600']);
    expect(valueAxis([104, 622], 5).domain[0]).toBe(0);
  });

  it('has room for all values and no label beyond', () => {
    const { domain, ticks } = valueAxis([-8.3, 54.1], 4);
    expect(domain[0]).toBeLessThan(-8.3);
    expect(domain[1]).toBeGreaterThan(54.1);
    expect(ticks).toEqual([0, 20, 40]);
  });

  it('puts values that are all alike in the middle', () => {
    expect(labels([7, 7 + 1e-12])).toEqual(['6', '7', '8']);
    const zero = valueAxis([0], 5);
    expect(zero.domain[0]).toBe(-zero.domain[1]);
  });

  it.each([
    [
      [2e6, 5e6],
      ['0', '2', '4', 'millions'],
    ],
    [
      [-3e12, 1e12],
      ['−3', '−2', '−1', '0', '1', 'trillions'],
    ],
    [
      [2.1e-7, 4.9e-7],
      ['2', '3', '4', '5', '10⁻⁷'],
    ],
    [
      [7e15, 9e15],
      ['7.0', '7.5', '8.0', '8.5', '9.0', '10¹⁵'],
    ],
    [
      [1e9, 1e9 + 40],
      ['1,000,000,000', '1,000,000,010', '1,000,000,020', '1,000,000,030', '1,000,000,040'],
    ],
    [
      [0.002, 0.004],
      ['0.0020', '0.0025', '0.0030', '0.0035', '0.0040'],
    ],
  ])('counts %j in what is easy to read', (values, expected) => {
    expect(labels(values)).toEqual(expected);
  });
});
