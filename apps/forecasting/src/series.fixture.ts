import { Rng } from '@reprise/engine';
import type { LoadedDataSet } from './data/loadDataSet.ts';
import type { Series } from './series.ts';

/** A season of `season` steps on a level, with noise: what a forecaster has to learn first of all. */
export function seasonalSeries(
  id: string,
  options: { length: number; season?: number; level?: number; size?: number; noise?: number; start?: number },
): Series {
  const { length, season = 4, level = 10, size = 3, noise = 0.2 } = options;
  const noises = Rng.fromSeed(3).fold(id).normalValues(length);
  return {
    id,
    start: options.start,
    values: Float64Array.from(
      { length },
      (_, step) => level + size * Math.sin((2 * Math.PI * step) / season) + noise * (noises[step] as number),
    ),
  };
}

/** Four steps a season, quarters from 1990 on. */
export function seasonalData(count = 6, length = 48): LoadedDataSet {
  const series = Array.from({ length: count }, (_, index) =>
    seasonalSeries(`s${index}`, {
      length,
      level: 5 + 4 * index,
      size: 1 + (index % 2),
      start: Date.UTC(1990, 0),
    }),
  );
  return { frequency: { unit: 'quarter', count: 1 }, series, summary: `${count} series`, warnings: [] };
}

/** One such series as a CSV, from 1990 on. */
export function quarterlyCsv(length: number): string {
  const rows = Array.from(seasonalSeries('sales', { length }).values, (value, step) => {
    const month = String(3 * (step % 4) + 1).padStart(2, '0');
    return `${1990 + Math.floor(step / 4)}-${month}-01,${value.toFixed(3)}\n`;
  });
  return `quarter,sales\n${rows.join('')}`;
}
