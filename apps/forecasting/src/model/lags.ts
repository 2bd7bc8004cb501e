import type { Frequency } from '../series.ts';

/** How far back a network of a frequency looks straight, in units: steps of the last units and around whole cycles. */
const CYCLES: Record<Frequency['unit'], readonly number[]> = {
  second: [60, 3600],
  minute: [60, 24 * 60, 7 * 24 * 60],
  hour: [24, 48, 72, 7 * 24, 14 * 24],
  day: [7, 14, 21, 28, 364],
  businessDay: [5, 10, 20, 260],
  week: [4, 12, 26, 52],
  month: [12, 24, 36],
  quarter: [4, 8, 12],
  year: [],
};
const RECENT = 7;

/**
 * Steps back whose values are inputs of an autoregressive network besides the last one: recent ones, and those a day,
 * a week or a year ago with their neighbours, as DeepAR has them (Salinas et al. 2020, section 4).
 * @param longest no lag is longer, for series that are too short to have it
 * @returns ascending, with 1 the first
 */
export function lagsOf({ unit, count }: Frequency, longest: number): number[] {
  const recent = Array.from({ length: RECENT }, (_, index) => index + 1);
  const cyclic = CYCLES[unit]
    .map((cycle) => Math.round(cycle / count))
    .filter((cycle) => cycle > 1)
    .flatMap((cycle) => [cycle - 1, cycle, cycle + 1]);
  return [...new Set([...recent, ...cyclic])].filter((lag) => lag <= longest).sort((a, b) => a - b);
}

/** Where a past season is: so many steps before the first step ahead, and after how many it is looked at again. */
export interface PastSeason {
  readonly back: number;
  readonly cycle: number;
}

/** Seasons back that are always looked at. */
const LAST_SEASONS = [1, 2, 3];

/**
 * The past seasons that a network looks at for the same place in the season: the last few, and those a longer cycle ago,
 * as the same hour of the same day last week.
 * @param season steps of a season
 * @param longest none is farther back than so many steps, but the last season
 * @returns the nearest first
 */
export function pastSeasonsOf({ unit, count }: Frequency, season: number, longest: number): PastSeason[] {
  const last = LAST_SEASONS.map((number) => ({ back: number * season, cycle: season }));
  const cyclic = CYCLES[unit]
    .map((cycle) => cycle / count)
    .filter((cycle) => Number.isInteger(cycle / season) && !last.some(({ back }) => back === cycle))
    .map((cycle) => ({ back: cycle, cycle }));
  return [...last, ...cyclic].filter(({ back }) => back === season || back <= longest);
}
