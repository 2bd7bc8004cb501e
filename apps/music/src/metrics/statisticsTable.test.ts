import { describe, expect, it } from 'vitest';
import { REST } from '../score.ts';
import { CADENCE, gridOf } from './grids.fixture.ts';
import { measureStatistics } from './statistics.ts';
import { describeStatistics } from './statisticsTable.ts';

describe('describeStatistics', () => {
  it('lays corpora side by side', () => {
    const real = measureStatistics([CADENCE]);
    const soprano = gridOf([[[60, 16]], [[REST, 16]], [[REST, 16]], [[REST, 16]]]);
    const table = describeStatistics(
      new Map([
        ['generated', measureStatistics([soprano])],
        ['real', real],
      ]),
      'real',
    );
    const lines = table.split('\n');
    expect(lines[0]).toMatch(/^ +generated +real$/u);
    expect(new Set(lines.slice(1, 12).map(({ length }) => length)).size).toBe(1);
    expect(table).toMatch(/^notes per bar +1\.00 +5\.33$/mu);
    expect(table).toMatch(/^pieces that end on the tonic +0\.0 % +100\.0 %$/mu);
    expect(table).toMatch(/^distance from real, in bits:$/mu);
    expect(table).toMatch(/^pitch classes +0\.\d{4} +–$/mu);
    expect(table).toMatch(/^ {2}of the bass +– +–$/mu);
  });

  it('needs its reference', () => {
    expect(() => describeStatistics(new Map([['a', measureStatistics([])]]), 'b')).toThrow(
      'describeStatistics: expected the reference "b" among a.',
    );
  });
});
