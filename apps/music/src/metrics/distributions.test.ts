import { describe, expect, it } from 'vitest';
import { REST } from '../score.ts';
import { bassIntervalCounts, melodicIntervalCounts, pitchClassCounts } from './distributions.ts';
import { gridOf } from './grids.fixture.ts';

const sorted = (counts: ReadonlyMap<number, number>) => [...counts].sort(([one], [other]) => one - other);

describe('distributions', () => {
  const line = Int16Array.of(60, 60, 64, REST, 65, 53, REST, REST, 53, 55);

  it('count pitch classes by their steps', () => {
    expect(sorted(pitchClassCounts(line))).toEqual([
      [0, 2],
      [4, 1],
      [5, 3],
      [7, 1],
    ]);
    expect(sorted(pitchClassCounts(line, 5))).toEqual([
      [0, 3],
      [2, 1],
      [7, 2],
      [11, 1],
    ]);
  });

  it('count the intervals between notes that follow one another', () => {
    expect(sorted(melodicIntervalCounts(line))).toEqual([
      [-12, 1],
      [2, 1],
      [4, 1],
    ]);
  });

  it('count the intervals of all voices above the lowest one', () => {
    const grid = gridOf([
      [
        [72, 2],
        [REST, 1],
        [74, 2],
      ],
      [[67, 5]],
      [
        [48, 4],
        [REST, 1],
      ],
    ]);
    expect(sorted(bassIntervalCounts(grid))).toEqual([
      [0, 2],
      [2, 1],
      [7, 4],
    ]);
  });
});
