import { expect, test } from 'vitest';
import { checkValues, digest } from './values.ts';

test('a digest is the norm and evenly spaced numbers', () => {
  expect(digest([3, 4])).toEqual([5, 3, 4]);
  const numbers = Float32Array.from({ length: 1000 }, (_, index) => index);
  const [norm, ...samples] = digest(numbers);
  expect(norm).toBeCloseTo(Math.sqrt((999 * 1000 * 1999) / 6), 6);
  expect(samples.slice(0, 3)).toEqual([0, 16, 32]);
  expect(samples).toHaveLength(63);
});

test('the same numbers, rounded otherwise, pass', () => {
  expect(() => {
    checkValues({ loss: [2], xs: [5, 3, 4] }, { xs: [5.0001, 3.0001, 4], loss: [2.0001] });
  }).not.toThrow();
});

test('a difference is named, and measured against its own kind: a large norm hides no wrong number', () => {
  expect(() => {
    checkValues({ xs: [1000, 1, 2] }, { xs: [1000, 1, 2.1] });
  }).toThrow("the sides differ in xs: ours 2, the peer's 2.1 (number 2)");
  expect(() => {
    checkValues({ xs: [1010, 1, 2] }, { xs: [1000, 1, 2] });
  }).toThrow('number 0');
});

test('zeros are equal to zeros only', () => {
  expect(() => {
    checkValues({ xs: [0, 0] }, { xs: [0, 0] });
  }).not.toThrow();
  expect(() => {
    checkValues({ xs: [1e-9, 1e-9] }, { xs: [0, 0] });
  }).toThrow('differ in xs');
});

test.each([
  [{ loss: [NaN] }, { loss: [1] }],
  [{ loss: [1] }, { loss: [NaN] }],
  [{ loss: [NaN] }, { loss: [NaN] }],
])('what is no number passes never: %j', (ours, peers) => {
  expect(() => {
    checkValues(ours, peers);
  }).toThrow('differ in loss');
});

test('other names, other lengths and nothing at all are differences', () => {
  expect(() => {
    checkValues({ loss: [1] }, { loss: [1], xs: [1] });
  }).toThrow('the sides computed different things: ours loss; the peer loss, xs');
  expect(() => {
    checkValues({ xs: [1, 2] }, { xs: [1] });
  }).toThrow('ours has 2 numbers');
  expect(() => {
    checkValues({ xs: [] }, { xs: [] });
  }).toThrow('ours has 0 numbers');
});
