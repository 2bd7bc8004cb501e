import type { WindowBatch, WindowShape } from './window.ts';

export interface LagInputOptions {
  readonly shape: WindowShape;
  readonly lags: readonly number[];
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

/** Lays out values of some steps back, whether the last one is known, and the features of each step. */
export interface LagInputs {
  /** numbers a step */
  readonly size: number;
  /** over context and horizon */
  ofTraining(batch: WindowBatch): TrainingInputs;
  /** [batch, context, size] */
  ofContext(batch: WindowBatch): Float32Array;
  /**
   * Writes one step of one row.
   * @param back the scaled value so many steps back; NaN is missing
   * @param step counted from the first of the context
   */
  write(
    batch: WindowBatch,
    row: number,
    step: number,
    back: (lag: number) => number,
    to: Float32Array,
    at: number,
  ): void;
  /** The first guess of a step's value, scaled. */
  guess(back: (lag: number) => number): number;
}

export function lagInputs({ shape, lags, anchor, featureCount }: LagInputOptions): LagInputs {
  const { context, horizon, reach } = shape;
  const size = lags.length + 1 + featureCount;

  const write: LagInputs['write'] = (batch, row, step, back, to, at) => {
    for (let index = 0; index < lags.length; index++) {
      const value = back(lags[index] as number);
      to[at + index] = value === value ? value : 0;
    }
    const last = back(1);
    to[at + lags.length] = last === last ? 1 : 0;
    const from = (row * (context + horizon) + step) * featureCount;
    const features = at + lags.length + 1;
    for (let index = 0; index < featureCount; index++)
      to[features + index] = batch.features[from + index] as number;
  };

  const guess: LagInputs['guess'] = (back) => {
    const value = anchor === undefined ? 0 : back(anchor);
    return value === value ? value : 0;
  };

  /** A row's values from the farthest one that lags reach on, scaled. */
  const scaledRow = (batch: WindowBatch, row: number): Float32Array => {
    const { center, scale } = batch.scalings[row] as { center: number; scale: number };
    const known = reach + context;
    return Float32Array.from({ length: known + horizon }, (_, index) => {
      const value =
        index < known ? batch.past[row * known + index] : batch.future[row * horizon + index - known];
      return ((value as number) - center) / scale;
    });
  };

  const inputsOver = (
    batch: WindowBatch,
    steps: number,
    each?: (row: number, step: number, values: Float32Array, back: (lag: number) => number) => void,
  ): Float32Array => {
    const inputs = new Float32Array(batch.size * steps * size);
    for (let row = 0; row < batch.size; row++) {
      const values = scaledRow(batch, row);
      for (let step = 0; step < steps; step++) {
        const back = (lag: number): number => values[reach + step - lag] as number;
        write(batch, row, step, back, inputs, (row * steps + step) * size);
        each?.(row, step, values, back);
      }
    }
    return inputs;
  };

  return {
    size,
    write,
    guess,
    ofContext: (batch) => inputsOver(batch, context),
    ofTraining(batch) {
      const steps = context + horizon;
      const make = (): Float32Array => new Float32Array(batch.size * steps);
      const [values, guesses, isKnown] = [make(), make(), make()];
      const scales = Float32Array.from(batch.scalings, ({ scale }) => scale);
      const inputs = inputsOver(batch, steps, (row, step, scaled, back) => {
        const value = scaled[reach + step] as number;
        const at = row * steps + step;
        guesses[at] = guess(back);
        if (Number.isNaN(value)) return;
        values[at] = value * (scales[row] as number);
        isKnown[at] = 1;
      });
      return { inputs, values, guesses, isKnown, scales };
    },
  };
}
