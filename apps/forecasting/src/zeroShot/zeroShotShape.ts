/** The seasons that are learned: none, quarters, business days, days of a week, months, hours, weeks of a year. */
export const SEASONS: readonly number[] = [1, 4, 5, 7, 12, 24, 52];

/** The shortest and the longest horizon that is learned. */
export const HORIZONS = [3, 60] as const;
/** Beyond it nothing was tried. */
export const LONGEST_HORIZON = HORIZONS[1];

/** What is read of a history: three seasons, and as much of one that has none. */
const LEAST_READ = 64;
const SEASONS_READ = 3;
/** A season that is longer is as none: a history that shows it is long enough to learn from. */
export const LONGEST_SEASON = 60;

/** The season as the network takes it. */
export function knownSeason(season: number): number {
  return season > LONGEST_SEASON ? 1 : season;
}

/** Steps that are read, at most, before a forecast. */
export function contextFor(season: number): number {
  return Math.max(LEAST_READ, SEASONS_READ * knownSeason(season));
}
