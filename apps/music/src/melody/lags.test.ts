import { expect, it } from 'vitest';
import { repeatLags } from './lags.ts';
import { melodyOfPairs, twice } from './melody.fixture.ts';

const QUARTER = 48;

it('finds how long ago it was that tunes repeat', () => {
  const tunes = [1, 2, 3, 4].map((seed) => twice(seed, 8));
  expect(repeatLags(tunes, 1)).toEqual([8 * QUARTER]);
  expect(repeatLags([...tunes, twice(5, 12)], 2)).toEqual([8 * QUARTER, 12 * QUARTER]);
});

it('finds none where nothing comes again, and takes no second lag that foretells nothing more', () => {
  expect(repeatLags([melodyOfPairs([60, 1], [62, 1], [64, 1])], 5)).toEqual([]);
  const steps = melodyOfPairs([60, 1], [62, 1], [60, 1], [62, 1], [60, 1], [62, 1]);
  expect(repeatLags([steps], 5)).toEqual([2 * QUARTER]);
});
