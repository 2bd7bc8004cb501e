import type { Scaling } from './scaling.ts';
import type { WindowBatch, WindowShape } from './window.ts';

export interface LagInputOptions {
  readonly shape: WindowShape;
  /** steps back, ascending */
  readonly lags: readonly number[];
  /** steps back to the first guess; without it that is 0 */
  readonly anchor: number | undefined;
  readonly featureCount: number;
}

/** The inputs of an autoregressive network for a batch in training, and what it is to say. */
export interface TrainingInputs {
  /** [batch, steps, size] */
  readonly inputs: Float32Array;
  /** [batch, steps], less the center of the window, but not scaled; 0 where missing */
  readonly values: Float32Array;
  /** [batch, steps]: the first guess of each value, scaled */
  readonly guesses: Float32Array;
  /** [batch, steps]: 1 where the value is known, else 0 */
  readonly isKnown: Float32Array;
  /** [batch] */
  readonly scales: Float32Array;
}

/** Futures of each window, as far as they are drawn. */
export interface Paths {
  /** for each window */
  readonly count: number;
  /** [batch, reach + context], scaled: what the paths of a window share */
  readonly past: Float32Array;
  /** [batch · count, horizon], scaled */
  readonly drawn: Float32Array;
}

/** Lays out values of some steps back, whether the last one is known, and the features of each step. */
export interface LagInputs {
  /** numbers a step */
  readonly size: number;
  /** over context and horizon */
  ofTraining(batch: WindowBatch): TrainingInputs;
  /** [batch, context, size] */
  ofContext(batch: WindowBatch): Float32Array;
  /** The values that the lags of a window reach, scaled: [batch, reach + context]; NaN is missing. */
  pastOf(batch: WindowBatch): Float32Array;
  /**
   * Writes one step ahead of all paths.
   * @param time counted from the first step ahead
   * @param to [batch · paths, width]: the first `size` numbers of each row
   * @param guesses [batch · paths]: the first guess of each value, scaled
   */
  writeStep(
    batch: WindowBatch,
    time: number,
    paths: Paths,
    to: Float32Array,
    width: number,
    guesses: Float32Array,
  ): void;
}

export function lagInputs({ shape, lags, anchor, featureCount }: LagInputOptions): LagInputs {
  const { context, horizon, reach } = shape;
  const known = reach + context;
  const size = lags.length + 1 + featureCount;

  /**
   * Writes one step of one row.
   * @param step counted from the first of the context
   * @param values scaled, NaN is missing; that of the step is the one at `now`
   */
  const write = (
    batch: WindowBatch,
    row: number,
    step: number,
    values: Float32Array,
    now: number,
    to: Float32Array,
    at: number,
  ): void => {
    for (let index = 0; index < lags.length; index++)
      to[at + index] = orZero(values[now - (lags[index] as number)]);
    to[at + lags.length] = Number.isNaN(values[now - 1]) ? 0 : 1;
    const from = (row * (context + horizon) + step) * featureCount;
    const features = at + lags.length + 1;
    for (let index = 0; index < featureCount; index++)
      to[features + index] = batch.features[from + index] as number;
  };

  const guess = (values: Float32Array, now: number): number =>
    anchor === undefined ? 0 : orZero(values[now - anchor]);

  /** [batch, reach + context + horizon], scaled. */
  const scaled = (batch: WindowBatch): Float32Array => {
    const all = new Float32Array(batch.size * (known + horizon));
    for (let row = 0; row < batch.size; row++) {
      const scaling = batch.scalings[row] as Scaling;
      scaleInto(batch.past, row * known, known, scaling, all, row * (known + horizon));
      scaleInto(batch.future, row * horizon, horizon, scaling, all, row * (known + horizon) + known);
    }
    return all;
  };

  const inputsOver = (batch: WindowBatch, steps: number, values: Float32Array): Float32Array => {
    const inputs = new Float32Array(batch.size * steps * size);
    for (let row = 0; row < batch.size; row++)
      for (let step = 0; step < steps; step++) {
        const now = row * (known + horizon) + reach + step;
        write(batch, row, step, values, now, inputs, (row * steps + step) * size);
      }
    return inputs;
  };

  return {
    size,
    ofContext: (batch) => inputsOver(batch, context, scaled(batch)),
    pastOf(batch) {
      const past = new Float32Array(batch.size * known);
      for (let row = 0; row < batch.size; row++)
        scaleInto(batch.past, row * known, known, batch.scalings[row] as Scaling, past, row * known);
      return past;
    },
    ofTraining(batch) {
      const steps = context + horizon;
      const make = (): Float32Array => new Float32Array(batch.size * steps);
      const [values, guesses, isKnown] = [make(), make(), make()];
      const scales = Float32Array.from(batch.scalings, (scaling) => scaling.scale);
      const all = scaled(batch);
      for (let row = 0; row < batch.size; row++)
        for (let step = 0; step < steps; step++) {
          const [now, at] = [row * (known + horizon) + reach + step, row * steps + step];
          const value = all[now] as number;
          guesses[at] = guess(all, now);
          if (Number.isNaN(value)) continue;
          values[at] = value * (scales[row] as number);
          isKnown[at] = 1;
        }
      return { inputs: inputsOver(batch, steps, all), values, guesses, isKnown, scales };
    },
    writeStep(batch, time, { count, past, drawn }, to, width, guesses) {
      const own = lags.filter((lag) => lag <= time);
      const values = new Float32Array(known + horizon);
      for (let row = 0; row < batch.size; row++) {
        // What is drawn is never missing; here it is 0, and each path's own follows.
        values.set(past.subarray(row * known, (row + 1) * known));
        const first = row * count;
        write(batch, row, context + time, values, known + time, to, first * width);
        const shared = guess(values, known + time);
        for (let path = first; path < first + count; path++) {
          const now = path * horizon + time;
          if (path > first) to.copyWithin(path * width, first * width, first * width + size);
          for (let index = 0; index < own.length; index++)
            to[path * width + index] = drawn[now - (own[index] as number)] as number;
          guesses[path] = anchor !== undefined && anchor <= time ? (drawn[now - anchor] as number) : shared;
        }
      }
    },
  };
}

function orZero(value: number | undefined): number {
  return value === undefined || Number.isNaN(value) ? 0 : value;
}

function scaleInto(
  from: Float32Array,
  begin: number,
  count: number,
  { center, scale }: Scaling,
  to: Float32Array,
  at: number,
): void {
  for (let index = 0; index < count; index++)
    to[at + index] = ((from[begin + index] as number) - center) / scale;
}
