import { expect, test } from 'vitest';
import { geometricMean, median } from './statistics.ts';

test('the median is the middle value, whatever the order, or the mean of the two in the middle', () => {
  expect(median([5, 1, 100])).toBe(5);
  expect(median([4, 1, 100, 2])).toBe(3);
  expect(median([7])).toBe(7);
});

test('numbers are ordered as numbers, and the list given stays as it is', () => {
  const values = [100, 9, 20];
  expect(median(values)).toBe(20);
  expect(values).toEqual([100, 9, 20]);
});

test('the geometric mean of a ratio and its inverse is 1', () => {
  expect(geometricMean([4, 0.25])).toBeCloseTo(1, 12);
  expect(geometricMean([2, 8])).toBeCloseTo(4, 12);
});

test('of nothing there is neither', () => {
  expect(() => median([])).toThrow('median: expected at least one value');
  expect(() => geometricMean([])).toThrow('geometricMean: expected at least one value');
});
