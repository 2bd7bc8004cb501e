import { describe, expect, it } from 'vitest';
import { distant } from './values.fixture.ts';
import { hasKnown, joinValues, readValues } from './values.ts';

const NUMBERS = Float64Array.from({ length: 10 }, (_, step) => step * 1.5);

describe('LazyValues', () => {
  it.each([[], [3], [3, 7], [0, 99], [-4], [-4, -1], [7, 3], [12], [-99, 2]])(
    'has the parts that an array has: subarray(%j, %j)',
    (...indices: number[]) => {
      const { values } = distant(NUMBERS);
      const [part, expected] = [values.subarray(...indices), NUMBERS.subarray(...indices)];
      expect(part.length).toBe(expected.length);
      expect(part.read()).toEqual(expected);
    },
  );

  it('takes parts of parts, and fetches only what is read', () => {
    const { values, fetched } = distant(NUMBERS);
    const part = values.subarray(2, 8).subarray(1, 3);
    expect(fetched).toEqual([]);
    expect(part.read()).toEqual(NUMBERS.subarray(3, 5));
    expect(readValues(values.subarray(4, 4))).toHaveLength(0);
    expect(fetched).toEqual([[3, 5]]);
  });
});

describe('joinValues', () => {
  const [first, second] = [NUMBERS.subarray(0, 6), NUMBERS.subarray(6)];

  it('puts arrays into one', () => {
    expect(joinValues(first, second)).toEqual(NUMBERS);
  });

  it.each([
    [0, 10],
    [2, 5],
    [4, 8],
    [6, 9],
    [8, 10],
  ])('has the same parts where one of them is far away: from %i to %i', (from, to) => {
    const joined = joinValues(distant(first).values, second);
    expect(joined).toHaveLength(10);
    expect(readValues(joined.subarray(from, to))).toEqual(NUMBERS.subarray(from, to));
  });
});

describe('hasKnown', () => {
  it('counts what is not missing', () => {
    const values = Float64Array.of(NaN, 1, NaN, 2);
    expect([0, 1, 2, 3].map((count) => hasKnown(values, count))).toEqual([true, true, true, false]);
    expect(hasKnown(new Float64Array(), 1)).toBe(false);
  });

  it('looks no further than it has to', () => {
    const { values, fetched } = distant(new Float64Array(100_000).fill(NaN, 0, 3000));
    expect(hasKnown(values, 2)).toBe(true);
    expect(fetched.at(-1)?.[1]).toBeLessThan(5000);
  });
});
