import { describe, expect, it } from 'vitest';
import type { Frequency } from '../series.ts';
import { stepTicks, timeTicks } from './timeTicks.ts';

const FONT_SIZE = 13;

/** The labels of a range of steps on an axis 640 pixels wide, with their steps: `-3 Jan|2024`. */
function labels(frequency: Frequency, origin: number, from: number, to: number, timeZone?: string): string[] {
  const calendar = { frequency, ...(timeZone !== undefined && { timeZone }) };
  return timeTicks(calendar, origin, { from, to, pixels: 640 / (to - from), fontSize: FONT_SIZE }).map(
    ({ step, label, context }) => `${step} ${label}${context === '' ? '' : `|${context}`}`,
  );
}

describe('timeTicks', () => {
  it('begins months at January, and names the year where it changes', () => {
    expect(labels({ unit: 'month', count: 1 }, Date.UTC(2023, 11, 31), -14, 3)).toEqual([
      '-13 Nov|2022',
      '-11 Jan|2023',
      '-9 Mar',
      '-7 May',
      '-5 Jul',
      '-3 Sep',
      '-1 Nov',
      '1 Jan|2024',
      '3 Mar',
    ]);
  });

  it('has days within weeks, weeks within months', () => {
    // 1 March 2024 was a Friday.
    expect(labels({ unit: 'businessDay', count: 1 }, Date.UTC(2024, 2, 1), -5, 5)).toEqual([
      '-5 23|Feb 2024',
      '-4 26',
      '-3 27',
      '-2 28',
      '-1 29',
      '0 1|Mar 2024',
      '1 4',
      '2 5',
      '3 6',
      '4 7',
      '5 8',
    ]);
    expect(labels({ unit: 'day', count: 1 }, Date.UTC(2024, 2, 1), -28, 28)).toEqual([
      '-25 5|Feb 2024',
      '-18 12',
      '-11 19',
      '-4 26',
      '3 4|Mar 2024',
      '10 11',
      '17 18',
      '24 25',
    ]);
  });

  it('stands at the hours of the clock on the wall where that is put forward and back', () => {
    const hours: Frequency = { unit: 'hour', count: 1 };
    // Midnight in Berlin; at 2 the clock goes to 3.
    const forward = labels(hours, Date.UTC(2024, 2, 30, 23), -24, 24, 'Europe/Berlin');
    expect(forward).toEqual(
      expect.arrayContaining(['0 00:00|31 Mar 2024', '5 06:00', '11 12:00', '23 00:00|1 Apr 2024']),
    );
    const back = labels(hours, Date.UTC(2024, 9, 26, 22), 0, 10, 'Europe/Berlin');
    expect(back.slice(0, 5)).toEqual(['0 00:00|27 Oct 2024', '1 01:00', '2 02:00', '4 03:00', '5 04:00']);
  });

  it('has quarters, years and centuries', () => {
    const quarters = labels({ unit: 'quarter', count: 1 }, Date.UTC(2024, 0, 1), -4, 4);
    expect(quarters.slice(0, 5)).toEqual(['-4 Q1|2023', '-3 Q2', '-2 Q3', '-1 Q4', '0 Q1|2024']);
    expect(labels({ unit: 'year', count: 1 }, Date.UTC(2020, 0, 1), -40, 10)).toEqual([
      '-40 1980',
      '-35 1985',
      '-30 1990',
      '-25 1995',
      '-20 2000',
      '-15 2005',
      '-10 2010',
      '-5 2015',
      '0 2020',
      '5 2025',
      '10 2030',
    ]);
    expect(labels({ unit: 'year', count: 1 }, Date.UTC(2000, 0, 1), -999, 0).at(-1)).toBe('0 2000');
  });

  it('counts steps in whole numbers', () => {
    const at = (from: number, to: number) =>
      stepTicks({ from, to, pixels: 640 / (to - from), fontSize: FONT_SIZE }).map(({ label }) => label);
    expect(at(0, 1)).toEqual(['0', '1']);
    expect(at(-24, 8)).toEqual(['−20', '−15', '−10', '−5', '0', '5']);
    expect(at(-400, 100)).toEqual([
      '−400',
      '−350',
      '−300',
      '−250',
      '−200',
      '−150',
      '−100',
      '−50',
      '0',
      '50',
      '100',
    ]);
  });
});
