import { areSameLevels } from '../metrics/levels.ts';
import type { Forecast } from '../series.ts';
import { summarizeSamples } from './sampleQuantiles.ts';

/**
 * One forecast of several of the same steps: the mean of their means, and at each level the mean of their quantiles
 * (Vincentization; Ratcliff 1979). The result is as wide as its members are on average, however much they disagree;
 * pooled samples (`poolSamples`) are wider by their disagreement.
 *
 * @throws RangeError when there is none, or they differ in series, start, horizon or levels
 */
export function combineForecasts(forecasts: readonly Forecast[]): Forecast {
  const [first] = forecasts;
  if (!first) throw new RangeError('combineForecasts: expected forecasts, got none.');
  for (const forecast of forecasts) checkAlike(first, forecast);
  return {
    ...first,
    mean: average(forecasts.map(({ mean }) => mean)),
    quantiles: first.quantiles.map((_, index) =>
      average(forecasts.map(({ quantiles }) => quantiles[index] as Float64Array)),
    ),
  };
}

/**
 * The forecast of the sample paths of one or more members, pooled: the mixture of their distributions, in which each
 * path counts alike.
 *
 * @param members of each: [paths, horizon]
 * @param levels ascending, in (0, 1), with 0.5 among them
 * @throws RangeError when a member is not one or more whole paths, or a sample is not a number
 */
export function poolSamples(
  series: Pick<Forecast, 'id' | 'start'>,
  members: readonly Float32Array[],
  horizon: number,
  levels: readonly number[],
): Forecast {
  const samples = new Float32Array(members.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const member of members) {
    if (member.length % horizon !== 0) {
      throw new RangeError(
        `poolSamples: expected whole paths of ${horizon} steps, got a member of ${member.length} values.`,
      );
    }
    samples.set(member, offset);
    offset += member.length;
  }
  return { id: series.id, start: series.start, levels, ...summarizeSamples(samples, horizon, levels) };
}

function average(members: readonly Float64Array[]): Float64Array {
  const [first] = members as [Float64Array];
  return first.map(
    (_, step) => members.reduce((sum, member) => sum + (member[step] as number), 0) / members.length,
  );
}

function checkAlike(first: Forecast, other: Forecast): void {
  const fail = (what: string, expected: unknown, got: unknown): never => {
    throw new RangeError(
      `combineForecasts: expected forecasts of the same ${what}, got ${String(expected)} and ${String(got)}.`,
    );
  };
  if (first.id !== other.id) fail('series', first.id, other.id);
  if (first.start !== other.start) fail('start', first.start, other.start);
  if (first.mean.length !== other.mean.length) fail('horizon', first.mean.length, other.mean.length);
  if (!areSameLevels(first.levels, other.levels))
    fail('levels', first.levels.join(' '), other.levels.join(' '));
}
