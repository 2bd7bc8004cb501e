import type { Draws } from './draws.ts';

/** One season's deviations from the level, of any size. */
type Profile = (season: number, draws: Draws) => Float64Array;

/** A smooth shape: waves, the shorter the smaller. */
const waves: Profile = (season, { normal, uniform, whole }) => {
  const [decay, count] = [uniform(0.5, 2), whole(1, Math.max(1, Math.min(8, Math.floor(season / 2))))];
  const parts = Array.from({ length: count }, (_, index) => ({
    pace: (2 * Math.PI * (index + 1)) / season,
    sine: normal() / (index + 1) ** decay,
    cosine: normal() / (index + 1) ** decay,
  }));
  return Float64Array.from({ length: season }, (_, phase) =>
    parts.reduce(
      (sum, { pace, sine, cosine }) => sum + sine * Math.sin(pace * phase) + cosine * Math.cos(pace * phase),
      0,
    ),
  );
};

/** Each phase has a value of its own, as have the days of a week. */
const free: Profile = (season, { normal }) => Float64Array.from({ length: season }, normal);

/** Working days and weekends, day and night, open and closed: two levels, with differences inside. */
const twoLevels: Profile = (season, { normal, uniform }) => {
  const within = uniform(0, 0.3);
  const high = Math.max(1, Math.round(season * uniform(0.25, 0.8)));
  return Float64Array.from({ length: season }, (_, phase) => (phase < high ? 1 : 0) + within * normal());
};

/** One or two peaks, as of traffic in the morning and in the evening. */
const peaks: Profile = (season, { logUniform, uniform, whole }) => {
  const parts = Array.from({ length: whole(1, 2) }, () => ({
    height: uniform(0.3, 1),
    sharpness: logUniform(0.7, 20),
    at: uniform(0, season),
  }));
  return Float64Array.from({ length: season }, (_, phase) =>
    parts.reduce((sum, { height, sharpness, at }) => {
      const nearness = Math.cos((2 * Math.PI * (phase - at)) / season) - 1;
      return sum + height * Math.exp(sharpness * nearness);
    }, 0),
  );
};

/** A few phases stand out, as the weeks before Christmas do. */
const spikes: Profile = (season, { chance, uniform, normal }) => {
  const sign = chance(0.7) ? 1 : -1;
  const few = Math.min(0.5, 2 / season);
  return Float64Array.from(
    { length: season },
    () => 0.1 * normal() + (chance(few) ? sign * uniform(0.5, 1.5) : 0),
  );
};

const PROFILES = { waves, free, twoLevels, peaks, spikes };

function drawProfile(season: number, draws: Draws): Float64Array {
  const isLong = season > 12;
  const kind = draws.choose({
    waves: 3,
    free: isLong ? 0.5 : 3,
    twoLevels: isLong && season < 52 ? 1.5 : 1,
    peaks: isLong ? 3 : 1,
    spikes: 1,
  });
  return standardise(PROFILES[kind](season, draws));
}

/** To mean 0 and deviation 1. */
function standardise(profile: Float64Array): Float64Array {
  const mean = profile.reduce((sum, value) => sum + value, 0) / profile.length;
  const deviation = Math.sqrt(profile.reduce((sum, value) => sum + (value - mean) ** 2, 0) / profile.length);
  return profile.map((value) => (deviation > 0 ? (value - mean) / deviation : 0));
}

/** Seven days of hours, of which some are unlike the others. */
const DAY = 24;
const DAYS = 7;

/**
 * A season in shares of the level: a profile that comes again, often as it was, at times growing, shrinking or turning
 * into another one; hours may know the days of the week.
 * @param season steps; 1 for none
 */
export function seasonPath(draws: Draws, season: number, length: number): Float64Array {
  const { chance, logUniform, normal, uniform, whole } = draws;
  if (season === 1 || chance(season > 24 ? 0.35 : 0.2)) return new Float64Array(length);
  const size = logUniform(0.02, 0.9);
  const [first, then] = [drawProfile(season, draws), drawProfile(season, draws)];
  const from = whole(0, season - 1);
  const turning = chance(0.15) ? uniform(0, 0.6) : 0;
  const breathing = chance(0.3) ? logUniform(0.02, 0.3) : 0;
  const growth = chance(0.2) ? 0.5 * normal() : 0;
  const hasWeek = season === DAY && chance(0.6);
  const days = Float64Array.from({ length: DAYS }, (_, day) =>
    day < 2 ? uniform(0.2, 1.1) : uniform(0.9, 1.1),
  );
  const shift = hasWeek ? uniform(0, 1) : 0;
  let breath = 1;
  return Float64Array.from({ length }, (_, step) => {
    const phase = (step + from) % season;
    if (phase === 0) breath = Math.exp(breathing * normal());
    const share = (turning * step) / length;
    const shape = (1 - share) * (first[phase] as number) + share * (then[phase] as number);
    const day = hasWeek ? (days[Math.floor((step + from) / season) % DAYS] as number) : 1;
    return size * (Math.max(0.1, 1 + (growth * step) / length) * breath * day * shape + shift * (day - 1));
  });
}
