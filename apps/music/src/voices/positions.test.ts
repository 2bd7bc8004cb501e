import { describe, expect, it } from 'vitest';
import { barPositions, barSteps, POSITION_SIZE, stepInBar } from './positions.ts';

const COMMON = { meter: { beats: 4, unit: 4 }, upbeat: 4 };

function rows(steps: number, piece = COMMON): string[] {
  const positions = barPositions(steps, piece);
  return Array.from({ length: steps }, (_, step) =>
    positions.slice(step * POSITION_SIZE, (step + 1) * POSITION_SIZE).join(' '),
  );
}

describe('barPositions', () => {
  it('says the same at the same place of each bar, far from the end, and something else at every other', () => {
    const all = rows(100);
    expect(all.slice(4, 20)).toEqual(all.slice(20, 36));
    expect(new Set(all.slice(4, 20)).size).toBe(16);
  });

  it('counts an upbeat as the end of a bar', () => {
    expect(rows(100).slice(0, 4)).toEqual(rows(100).slice(16, 20));
  });

  it('tells bars of three beats from bars of four', () => {
    const waltz = rows(100, { meter: { beats: 3, unit: 4 }, upbeat: 0 });
    expect(waltz.slice(0, 12)).toEqual(waltz.slice(12, 24));
    expect(rows(100)).not.toContain(waltz[0]);
  });

  it('has the end in sight for two bars, and is 1 at the last step', () => {
    const positions = barPositions(100, COMMON);
    const ends = (step: number) => [
      ...positions.slice((step + 1) * POSITION_SIZE - 2, (step + 1) * POSITION_SIZE),
    ];
    expect(ends(60)).toEqual([0, 0]);
    expect(ends(99)).toEqual([1, 1]);
    expect(ends(91)).toEqual([0.5, 0.75]);
  });
});

describe('bars in steps', () => {
  it.each([
    [{ beats: 4, unit: 4 }, 16],
    [{ beats: 3, unit: 4 }, 12],
    [{ beats: 6, unit: 8 }, 12],
    [{ beats: 2, unit: 2 }, 16],
  ])('%j', (meter, steps) => {
    expect(barSteps(meter)).toBe(steps);
  });

  it('count from the bar line, before the first one too', () => {
    expect([0, 3, 4, 19, 20].map((step) => stepInBar(step, 16, 4))).toEqual([12, 15, 0, 15, 0]);
  });
});
