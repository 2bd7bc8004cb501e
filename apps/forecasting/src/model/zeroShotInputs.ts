import type { WindowBatch } from './window.ts';
import type { Scaling } from './scaling.ts';
import { readHistory, type ScaledHistory } from './scaledHistory.ts';

/** What a forecast may start from: see `anchorsAt`. */
export const ANCHORS = 6;
/** Numbers of a step. */
export const STEP_SIZE = 22;

/** What the zero-shot network takes of a batch: histories without what is missing before them, then the steps ahead. */
export interface ZeroShotInputs {
  readonly horizon: number;
  /** steps of the longest history */
  readonly read: number;
  /** of each history, from its first known value on */
  readonly lengths: Int32Array;
  /** [batch, read, STEP_SIZE] */
  readonly past: Float32Array;
  /** [batch, horizon, STEP_SIZE] */
  readonly ahead: Float32Array;
  /** [batch, horizon, ANCHORS], scaled */
  readonly anchors: Float32Array;
  /** [batch]: what an error counts, more where the history is easily foretold */
  readonly weights: Float32Array;
}

/** Lays a batch out. @param season steps, 1 for none */
export function zeroShotInputs(batch: WindowBatch, season: number): ZeroShotInputs {
  const horizon = batch.future.length / batch.size;
  const width = batch.past.length / batch.size;
  const histories = Array.from({ length: batch.size }, (_, row) =>
    readHistory(batch.past.subarray(row * width, (row + 1) * width), batch.scalings[row] as Scaling, season),
  );
  const read = histories.reduce((most, { length }) => Math.max(most, length), 1);
  const past = new Float32Array(batch.size * read * STEP_SIZE);
  const ahead = new Float32Array(batch.size * horizon * STEP_SIZE);
  const anchors = new Float32Array(batch.size * horizon * ANCHORS);
  histories.forEach((history, row) => {
    for (let step = 0; step < history.length; step++)
      writeStep(history, step, past, (row * read + step) * STEP_SIZE);
    for (let step = 0; step < horizon; step++) {
      const at = row * horizon + step;
      writeStep(history, history.length + step, ahead, at * STEP_SIZE);
      anchors.set(anchorsAt(history, step), at * ANCHORS);
    }
  });
  const lengths = Int32Array.from(histories, ({ length }) => Math.max(1, length));
  return { horizon, read, lengths, past, ahead, anchors, weights: Float32Array.from(histories, weightOf) };
}

/** A plain method's error, in deviations, below which weights grow no more. */
const SMALL_ERROR = 0.1;

/** Errors are to be small beside those of plain methods, as MASE has them, not beside the deviation alone. */
function weightOf({ naiveError, seasonalError }: ScaledHistory): number {
  const error = Math.min(...[naiveError, seasonalError, 1].filter((one) => !Number.isNaN(one)));
  return 1 / (SMALL_ERROR + error);
}

/** Keeps the logarithm of errors of nothing within bounds. */
const LEAST_ERROR = 0.01;

/** @param step from the first of the history on; behind its end, ahead */
function writeStep(history: ScaledHistory, step: number, to: Float32Array, at: number): void {
  const { length, season, naiveError, seasonalError } = history;
  const isAhead = step >= length;
  const value = isAhead ? NaN : history.valueAt(step);
  const last = history.lastBefore(step);
  const [near, far, mean, next] = [
    history.seasonBefore(step, 0),
    history.seasonBefore(step, 1),
    history.phaseMean(step),
    history.seasonBefore(step + 1, 0),
  ];
  const angle = (2 * Math.PI * (step - length)) / season;
  let index = at;
  const put = (number: number): void => {
    to[index++] = Number.isNaN(number) ? 0 : number;
  };
  put(value);
  put(isKnown(value));
  put(isAhead ? 1 : 0);
  put(last);
  put(near);
  put(isKnown(near));
  put(far);
  put(isKnown(far));
  put(mean);
  put(next);
  put(value - near);
  put(value - last);
  put(season > 1 ? Math.sin(angle) : 0);
  put(season > 1 ? Math.cos(angle) : 0);
  put(isAhead ? Math.log1p(step - length) / 4 : 0);
  put(isAhead ? 0 : Math.log1p(length - step) / 5);
  put(Math.log(season) / 4);
  put(Math.log(history.known) / 5);
  put(Math.log(naiveError + LEAST_ERROR));
  put(Math.log(seasonalError + LEAST_ERROR));
  put(Math.asinh(history.zero) / 2);
  put(history.isNonNegative ? 1 : 0);
}

function isKnown(value: number): number {
  return Number.isNaN(value) ? 0 : 1;
}

/**
 * The mean of the history; its last value; the last value at the same place of the season; the mean of all of these; the
 * last of them moved, and multiplied, by what the seasons grew. What is not known is as the one before.
 */
function anchorsAt(history: ScaledHistory, ahead: number): number[] {
  const { length, growth, zero } = history;
  const step = length + ahead;
  const last = length === 0 ? 0 : history.lastBefore(length);
  const near = history.seasonBefore(step, 0);
  if (Number.isNaN(near)) return [0, last, last, last, last, last];
  const mean = history.phaseMean(step);
  return [0, last, near, mean, near + growth.difference, zero + (near - zero) * growth.ratio];
}
