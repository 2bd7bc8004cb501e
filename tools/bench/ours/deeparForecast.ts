import { setWeights } from '@reprise/core';
import { Rng } from '@reprise/engine';
import { makeSettings } from '../../../apps/forecasting/src/config.ts';
import { architectureOf, makeNetwork, shapeOf } from '../../../apps/forecasting/src/model/architecture.ts';
import { makeForecaster } from '../../../apps/forecasting/src/model/forecaster.ts';
import { windowCutter } from '../../../apps/forecasting/src/model/window.ts';
import type { DataSet, Forecast } from '../../../apps/forecasting/src/series.ts';
import type { Runner } from '../serve.ts';
import type { DeepARForecastSettings } from '../work.ts';
import { drawNumbers, drawWeights, writeInputs } from './inputs.ts';

/** Hours in a season; and levels of the quantiles that are compared. */
const [SEASON, LEVELS] = [24, [0.1, 0.5, 0.9]];
/** Far from 0, where a forecast would be cut off. */
const LEVEL = 100;
/** About ten degrees of freedom: with fewer a mean of draws says little. */
const RAW_FREEDOM = 8;

/** The forecasting application's DeepAR on hourly series in memory, from their values to quantiles of each step. */
export function deeparForecast(
  { series, points, horizon, paths }: DeepARForecastSettings,
  path: string,
): Runner {
  const settings = makeSettings('deepar', {});
  const rng = Rng.fromSeed(1);
  const data = hourlySeries(series, points, rng.fold('data'));
  const architecture = architectureOf(settings, data, { horizon, season: SEASON });
  const network = makeNetwork(architecture, settings);
  const weights = drawWeights(network.params, rng);
  const bias = weights.get('output.bias')?.values;
  if (!bias) throw new Error('expected the network to have an output.bias');
  bias[2] = RAW_FREEDOM;
  setWeights(network.params, weights);
  const forecaster = makeForecaster({ architecture, settings, networks: [network] });

  const { context, inputs, lags, reach } = architecture;
  const { cut } = windowCutter(data, inputs, shapeOf(architecture, settings));
  const { past, features } = cut(data.series.map((_, index) => ({ series: index, at: points })));
  writeInputs(
    path,
    new Map([
      ...weights,
      ['past', { shape: [series, reach + context], values: past }],
      [
        'features',
        {
          shape: [series, context + horizon, features.length / (series * (context + horizon))],
          values: features,
        },
      ],
      ['lags', { shape: [lags.length], values: Float32Array.from(lags) }],
    ]),
  );

  const forecast = (): Promise<Forecast[]> => forecaster.forecast(data, { paths, levels: LEVELS });
  return {
    async run() {
      await forecast();
    },
    async check() {
      const forecasts = await forecast();
      // The two sides draw other numbers: what both draw from shows in means over all series.
      const meanOf = (values: (one: Forecast) => Float64Array | undefined): number[] =>
        Array.from(
          { length: horizon },
          (_, step) => forecasts.reduce((sum, one) => sum + (values(one)?.[step] ?? NaN), 0) / series,
        );
      return {
        mean: meanOf(({ mean }) => mean),
        low: meanOf(({ quantiles }) => quantiles[0]),
        high: meanOf(({ quantiles }) => quantiles.at(-1)),
      };
    },
    dispose() {
      forecaster.dispose();
    },
  };
}

/** A day's wave with noise. */
function hourlySeries(count: number, points: number, rng: Rng): DataSet {
  const { values: noise } = drawNumbers(rng, [count, points]);
  return {
    frequency: { unit: 'hour', count: 1 },
    series: Array.from({ length: count }, (_, index) => ({
      id: `${index}`,
      start: Date.UTC(2024, 0),
      values: Float64Array.from(
        noise.subarray(index * points, (index + 1) * points),
        (value, step) => LEVEL + 3 * Math.sin((2 * Math.PI * step) / SEASON) + value,
      ),
    })),
  };
}
