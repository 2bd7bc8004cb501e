import type { Origin } from './model/window.ts';
import type { DataSet } from './series.ts';
import { LazyValues, type Values } from './values.ts';

/** How many of the windows of data that is kept in a file are forecast. */
export interface SampleSize {
  readonly windows: number;
  /** values before them, all together: what methods that look at whole histories take grows with those */
  readonly values?: number;
}

/** Enough for intervals that are right to one in a hundred. */
export const CALIBRATED: SampleSize = { windows: 1000 };
/** ETS takes some minutes for so many values. */
export const SCORED: SampleSize = { windows: 1000, values: 2e6 };
/** However long histories are. */
const FEWEST = 20;
/** The golden ratio's multiples never fall into step with how many windows a series has. */
const GOLDEN = 0.618033988749895;

/**
 * All windows of data in memory; of data in a file so many of them, spread evenly.
 * @param shares parts that the size is divided into, where this is one of several samples
 */
export function sampleOrigins(
  { series }: DataSet<Values>,
  origins: readonly Origin[],
  { windows, values = Infinity }: SampleSize,
  shares = 1,
): readonly Origin[] {
  if (!(series[0]?.values instanceof LazyValues)) return origins;
  const meanLength = origins.reduce((sum, { at }) => sum + at / origins.length, 0);
  const count = Math.floor(Math.min(windows, Math.max(FEWEST, values / meanLength)) / shares) || 1;
  if (count >= origins.length) return origins;
  const firstOf = (part: number): number => Math.floor((part * origins.length) / count);
  return Array.from({ length: count }, (_, part) => {
    const [from, to] = [firstOf(part), firstOf(part + 1)];
    return origins[from + Math.floor(((part * GOLDEN) % 1) * (to - from))] as Origin;
  });
}

/** What is to be known of a score that is of some of the windows only. */
export function describeSample(count: number, all: number): string[] {
  return count === all
    ? []
    : [`scored on ${count} of ${all} windows, spread evenly, as the values are kept in a file`];
}
