import { writePicture } from '@reprise/app/pictures';
import { MODEL, YARDSTICK, type MethodEvaluations } from './evaluate.ts';
import { pairsOf } from './metrics/forecastPair.ts';
import type { Origin } from './model/window.ts';
import { fanChart, fanCharts } from './report/fanChart.ts';
import type { PanelOptions } from './report/fanPanel.ts';
import { shorten } from './split.ts';
import type { DataSet, Forecast, Series } from './series.ts';
import type { Values } from './values.ts';

/** More would be too small to look at. */
const MOST = 6;

/**
 * Draws forecasts that were scored beside what came and the seasonal naive forecast: at most six, spread evenly over all.
 * @param data whole series
 * @throws InputError when the file cannot be written
 */
export async function writeEvaluationChart(
  path: string,
  evaluated: MethodEvaluations,
  data: DataSet<Values>,
  origins: readonly Origin[],
): Promise<void> {
  const [said, naive] = [MODEL, YARDSTICK].map((name) => evaluated.forecasts.get(name) as Forecast[]);
  const pairs = pairsOf(said as Forecast[], data, origins, evaluated);
  const count = Math.min(MOST, origins.length);
  const chosen = Array.from({ length: count }, (_, index) =>
    Math.floor(((index + 0.5) * origins.length) / count),
  );
  const panels = chosen.map((index): PanelOptions => {
    const { series, at } = origins[index] as Origin;
    const whole = data.series[series] as Series<Values>;
    return {
      series: shorten(whole, whole.values.length - at),
      forecast: (said as Forecast[])[index] as Forecast,
      actual: (pairs[index] as (typeof pairs)[number]).actual,
      others: [{ name: 'seasonal naive', forecast: (naive as Forecast[])[index] as Forecast }],
      calendar: data,
    };
  });
  const [first] = panels as [PanelOptions];
  await writePicture(
    path,
    count === 1
      ? await fanChart(first)
      : await fanCharts(panels, {
          title: count < origins.length ? `${count} of ${origins.length} forecasts` : '',
        }),
  );
}
