import { expect, test } from 'vitest';
import { shareOf } from './matrixProduct.ts';

test('the share is that of the best rate measured', () => {
  expect(shareOf({ torch: 100, sgemm: 80, matmulPacked: 200 }, 1e9, 10)).toBeCloseTo(0.5, 12);
  expect(shareOf({ torch: 100 }, 1e9, 10)).toBeCloseTo(1, 12);
});

test('without a rate there is no share', () => {
  expect(shareOf({}, 1e9, 10)).toBeUndefined();
});
