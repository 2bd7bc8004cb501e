import { disposeParams, Rng } from '@reprise/engine';
import { InputError } from '@reprise/core/errors';
import { applyCalibration } from '../calibration/applyCalibration.ts';
import type { Calibration } from '../calibration/calibration.ts';
import { combineForecasts } from '../calibration/ensemble.ts';
import { momentAt } from '../data/calendar.ts';
import { formatFrequency } from '../data/frequency.ts';
import { holidayPlaces, withHolidays } from '../data/withHolidays.ts';
import type { DataSet, Forecast, Series } from '../series.ts';
import type { Settings } from '../settings.ts';
import { readValues, type Values } from '../values.ts';
import { shapeOf, type Architecture } from './architecture.ts';
import { checkInputs } from './inputs.ts';
import { LEVELS } from './levels.ts';
import type { Network, Prediction } from './network.ts';
import { windowCutter, type Origin } from './window.ts';

export interface ForecastOptions {
  /** steps ahead, at most those of the training; by default all of them */
  readonly horizon?: number | undefined;
  /** of the quantiles, ascending, in (0, 1), with 0.5 among them; by default `Forecaster.levels` */
  readonly levels?: readonly number[] | undefined;
  /** futures drawn for each series by a model that draws them, by default 200 */
  readonly paths?: number | undefined;
  /** what these draws follow from, by default 1 */
  readonly seed?: number | undefined;
  /** where forecasts begin, counted from the start of a series; by default one behind each series' last value */
  readonly origins?: readonly Origin[] | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A model in memory. */
export interface Forecaster {
  readonly architecture: Architecture;
  readonly settings: Settings;
  /** levels that it has something to say of; 0.5 alone where a point was learned and no interval calibrated */
  readonly levels: readonly number[];
  /**
   * Forecasts each series, or from each of the origins. Nothing at or behind an origin is looked at, but what is known
   * ahead.
   * @throws InputError for a horizon or frequency that is not the model's, and for covariates that it misses
   */
  forecast(data: DataSet<Values>, options?: ForecastOptions): Promise<Forecast[]>;
  /** Frees the networks. */
  dispose(): void;
}

export interface ForecasterParts {
  readonly architecture: Architecture;
  readonly settings: Settings;
  /** an ensemble, trained from different seeds; the mean of their quantiles is the forecast */
  readonly networks: readonly Network[];
  readonly calibration?: Calibration | undefined;
}

/** Rows, windows times paths, that go through the network at a time. */
const ROWS = 25_600;
const PATHS = 200;

export function makeForecaster({
  architecture,
  settings,
  networks,
  calibration,
}: ForecasterParts): Forecaster {
  const shape = shapeOf(architecture, settings);
  const { season } = architecture;
  const { nonNegative } = settings;
  const ownLevels = calibration ? LEVELS : architecture.levels;
  return {
    architecture,
    settings,
    levels: ownLevels,
    async forecast(given, options = {}) {
      const { horizon = shape.horizon, levels = ownLevels, paths = PATHS, seed = 1, signal } = options;
      checkHorizon(horizon, shape.horizon);
      checkFrequency(architecture, given);
      const data = await withOwnHolidays(architecture, given);
      const origins =
        options.origins ?? data.series.map(({ values }, series) => ({ series, at: values.length }));
      for (const { series, at } of origins)
        checkInputs(architecture.inputs, data.series[series] as Series<Values>, shape.horizon, at);
      // Features of whole series are worth keeping where more than one window is cut out of each.
      const kept = origins.length > data.series.length ? undefined : 0;
      const cutter = windowCutter(data, architecture.inputs, shape, kept);
      const size = Math.max(1, Math.floor(settings.model === 'deepar' ? ROWS / paths : 256));
      const keyOf = ({ series, at }: Origin): Rng =>
        Rng.fromSeed(seed).fold('paths', (data.series[series] as Series<Values>).id, at);
      const forecasts: Forecast[] = [];
      for (let from = 0; from < origins.length; from += size) {
        signal?.throwIfAborted();
        const part = origins.slice(from, from + size);
        const batch = cutter.cut(part);
        const members = networks.map((network, member) =>
          network.predict(batch, { levels, paths, rngOf: (row) => keyOf(part[row] as Origin).fold(member) }),
        );
        part.forEach((origin, row) => {
          const said = members.map((predictions) => predictions[row] as Prediction);
          forecasts.push(
            forecastFrom(origin, said, { data, horizon, levels, season, calibration, nonNegative }),
          );
        });
        await new Promise((resolve) => setTimeout(resolve));
      }
      return forecasts;
    },
    dispose() {
      for (const { params } of networks) disposeParams(params);
    },
  };
}

interface ForecastFacts {
  readonly data: DataSet<Values>;
  readonly horizon: number;
  readonly levels: readonly number[];
  readonly season: number;
  readonly calibration: Calibration | undefined;
  readonly nonNegative: boolean;
}

/** @param said from the origin, by each network of the ensemble */
function forecastFrom(
  { series, at }: Origin,
  said: readonly Prediction[],
  { data, horizon, levels, season, calibration, nonNegative }: ForecastFacts,
): Forecast {
  const { id, start, values } = data.series[series] as Series<Values>;
  const begin = start === undefined ? undefined : momentAt(data.frequency, start, at);
  const combined = combineForecasts(
    said.map(({ mean, quantiles }) => ({
      id,
      start: begin,
      levels,
      mean: mean.subarray(0, horizon),
      quantiles: quantiles.map((quantile) => quantile.subarray(0, horizon)),
    })),
  );
  const history = readValues(values.subarray(0, at));
  const still = constantOf(history);
  if (still !== undefined) return { ...combined, ...constant(still, combined) };
  const held = calibration ? applyCalibration(calibration, combined, history, season) : combined;
  return nonNegative && !history.some((value) => value < 0) ? { ...held, ...atLeastZero(held) } : held;
}

function atLeastZero({ mean, quantiles }: Forecast): Pick<Forecast, 'mean' | 'quantiles'> {
  const cut = (values: Float64Array): Float64Array => values.map((value) => Math.max(0, value));
  return { mean: cut(mean), quantiles: quantiles.map(cut) };
}

/** The holidays that the model was trained with need not be in the data: they follow from its times. */
async function withOwnHolidays(
  { inputs, horizon }: Architecture,
  data: DataSet<Values>,
): Promise<DataSet<Values>> {
  const isThere = new Set(data.series[0]?.covariates?.future.keys());
  const missing = inputs.future.map(({ name }) => name).filter((name) => !isThere.has(name));
  let known = data;
  for (const place of holidayPlaces(missing)) known = await withHolidays(known, place, horizon);
  return known;
}

function checkHorizon(horizon: number, trained: number): void {
  if (Number.isInteger(horizon) && horizon >= 1 && horizon <= trained) return;
  throw new InputError(
    `forecast: expected a horizon from 1 to ${trained}, the steps that the model was trained for, got ${horizon}. ` +
      'Train one with --horizon.',
  );
}

function checkFrequency({ frequency }: Architecture, data: DataSet<Values>): void {
  if (frequency.unit === data.frequency.unit && frequency.count === data.frequency.count) return;
  throw new InputError(
    `forecast: the model was trained on values one every ${formatFrequency(frequency)}, got one every ${formatFrequency(data.frequency)}.`,
  );
}

/** The only value of a history that never changed; undefined where it did, or has none. */
function constantOf(history: Float64Array): number | undefined {
  const first = history.find((value) => !Number.isNaN(value));
  return history.every((value) => Number.isNaN(value) || value === first) ? first : undefined;
}

/** What never changed is expected to stay, and nothing is known of how it would change. */
function constant(value: number, { mean, quantiles }: Forecast): Pick<Forecast, 'mean' | 'quantiles'> {
  return { mean: mean.map(() => value), quantiles: quantiles.map((quantile) => quantile.map(() => value)) };
}
