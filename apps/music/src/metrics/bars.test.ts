import { describe, expect, it } from 'vitest';
import { countRepeatedBars } from './bars.ts';
import { gridOf } from './grids.fixture.ts';

describe('countRepeatedBars', () => {
  const bar = [
    [60, 8],
    [62, 8],
  ] as const;
  const other = [
    [60, 8],
    [64, 8],
  ] as const;

  it('counts bars heard before in all voices', () => {
    const low = [[48, 16]] as const;
    const grid = gridOf([
      [...bar, ...other, ...bar, ...bar, ...bar],
      [...low, ...low, ...low, [50, 16], ...low],
    ]);
    expect(countRepeatedBars(grid)).toEqual({ bars: 5, repeated: 2 });
  });

  it('begins after the upbeat, and leaves out what is no whole bar', () => {
    const voices = [[[67, 4], ...bar, ...bar, [60, 8]]] as const;
    expect(countRepeatedBars(gridOf(voices, { upbeat: 4 }))).toEqual({ bars: 2, repeated: 1 });
    expect(countRepeatedBars(gridOf(voices))).toEqual({ bars: 2, repeated: 0 });
    const triple = gridOf(
      [
        [
          [60, 12],
          [60, 12],
        ],
      ],
      { meter: { beats: 3, unit: 4 } },
    );
    expect(countRepeatedBars(triple)).toEqual({ bars: 2, repeated: 1 });
  });
});
