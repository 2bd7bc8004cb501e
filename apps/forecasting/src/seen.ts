import { InputError } from '@reprise/core/errors';
import { momentAt, type Calendar } from './data/calendar.ts';
import type { Origin } from './model/window.ts';
import type { DataSet, Series } from './series.ts';
import type { Values } from './values.ts';

/** Where each series ends, for data that a training has seen all of: the moment behind it, or without times the step. */
export function seenOf({ series, ...calendar }: DataSet<Values>): Record<string, number> {
  return Object.fromEntries(series.map((one) => [one.id, placeOf(calendar, one, one.values.length)]));
}

/**
 * Checks that forecasts which are to be scored begin behind all that their model has seen.
 * @throws InputError for the first one that does not
 */
export function checkUnseen(
  seen: Readonly<Record<string, number>>,
  { series, ...calendar }: DataSet<Values>,
  origins: readonly Origin[],
): void {
  for (const { series: index, at } of origins) {
    const one = series[index] as Series<Values>;
    const end = seen[one.id];
    if (end === undefined || placeOf(calendar, one, at) >= end) continue;
    throw new InputError(
      `evaluate: the model was trained on values of series '${one.id}' that it would be tested on. ` +
        'Test on later ones (fewer --windows), or measure the settings with backtest.',
    );
  }
}

function placeOf({ frequency }: Calendar, { start }: Series<Values>, step: number): number {
  return start === undefined ? step : momentAt(frequency, start, step);
}
