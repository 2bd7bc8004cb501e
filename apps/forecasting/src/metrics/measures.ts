import type { IntervalScores, Scores } from './scores.ts';

/** One line or column of a table of scores. */
export interface Measure {
  readonly name: string;
  /** whether it is an error, and less is better; else a description, as the coverage */
  readonly isError: boolean;
  readonly of: (scores: Scores) => number;
  readonly format: (value: number) => string;
}

/** What stands where a score is undefined. */
export const UNDEFINED = '–';

const ERRORS: readonly Measure[] = [
  error('MASE', ({ mase }) => mase, decimals(3)),
  error('sMAPE', ({ smape }) => smape, decimals(2)),
  error('MAE', ({ mae }) => mae, digits),
  error('RMSE', ({ rmse }) => rmse, digits),
  error('ND', ({ nd }) => nd, decimals(4)),
  error('mean wQL', ({ meanWql }) => meanWql, decimals(4)),
  error('CRPS', ({ crps }) => crps, digits),
  error('MSIS', ({ msis }) => msis, decimals(2)),
];

/** The measures that some of the scores have, errors first. */
export function measuresOf(scores: readonly Scores[]): Measure[] {
  const nominals = new Set(scores.flatMap(({ intervals }) => intervals.map(({ nominal }) => nominal)));
  const intervals = [...nominals].flatMap((nominal) => intervalMeasures(nominal));
  return [...ERRORS, ...intervals].filter(({ of }) => scores.some((one) => !Number.isNaN(of(one))));
}

/** A share as percent: 0.8123 is `81.2 %`. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** The name of a central interval: `80 % interval`. */
export function intervalName(nominal: number): string {
  return `${Number((100 * nominal).toFixed(1))} % interval`;
}

function intervalMeasures(nominal: number): Measure[] {
  const part = (of: (interval: IntervalScores) => number) => (scores: Scores) => {
    const interval = scores.intervals.find((one) => one.nominal === nominal);
    return interval ? of(interval) : NaN;
  };
  const coverage = part((interval) => interval.coverage);
  const width = part((interval) => interval.width);
  return [
    { name: `in ${intervalName(nominal)}`, isError: false, of: coverage, format: orUndefined(percent) },
    { name: 'its width', isError: false, of: width, format: orUndefined(digits) },
  ];
}

function error(name: string, of: Measure['of'], format: Measure['format']): Measure {
  return { name, isError: true, of, format: orUndefined(format) };
}

function orUndefined(format: Measure['format']): Measure['format'] {
  return (value) => (Number.isNaN(value) ? UNDEFINED : format(value));
}

function decimals(count: number): Measure['format'] {
  return (value) => value.toFixed(count);
}

/** Four digits that count, without an exponent where that is short enough. */
function digits(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e9 || (size > 0 && size < 1e-4)) return value.toExponential(3);
  return size >= 1000 ? value.toFixed(0) : String(Number(value.toPrecision(4)));
}
