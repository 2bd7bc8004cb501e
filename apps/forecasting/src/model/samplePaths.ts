import type { Distribution, State } from '@reprise/core';
import { dispose, gather, scope, tensor1d, type Rng, type Tensor2D } from '@reprise/engine';
import { summarizeSamples } from '../calibration/sampleQuantiles.ts';
import type { LagInputs } from './lagInputs.ts';
import type { PredictOptions, Prediction } from './network.ts';
import type { Scaling } from './scaling.ts';
import type { WindowBatch, WindowShape } from './window.ts';

/** What the loop over steps asks of a network. */
export interface PathModel {
  readonly inputs: LagInputs;
  readonly shape: WindowShape;
  readonly distribution: Distribution;
  /** Reads the context: [batch, …]. */
  readonly begin: () => { readonly statics: Tensor2D; readonly state: State };
  /**
   * One step of all rows.
   * @param inputs [rows, size]
   * @returns [rows, distribution.size], and the next state
   */
  readonly step: (
    inputs: Float32Array,
    statics: Tensor2D,
    state: State,
  ) => { outputs: Tensor2D; state: Tensor2D[] };
}

/**
 * Draws futures of each window, all rows at once. The loop over outputs of its own, beside core's `generate`: there are a
 * hundred rows for each series and no row ends before the others, so that a key and an object for each value would
 * take longer than the network.
 */
export function samplePaths(
  batch: WindowBatch,
  { levels, paths, rngOf }: PredictOptions,
  { inputs, shape, distribution, begin, step }: PathModel,
): Prediction[] {
  const { context, horizon, reach } = shape;
  const rows = batch.size * paths;
  const known = reach + context;
  // Each path's scaled values ahead, and before them those that all paths of a window share.
  const past = scaledPast(batch, known);
  const drawn = new Float32Array(rows * horizon);
  const sources = Int32Array.from({ length: rows }, (_, row) => Math.floor(row / paths));
  const scales = Float32Array.from({ length: rows }, (_, row) => scalingOf(batch, row, paths).scale);
  const keys = Array.from({ length: batch.size }, (_, source) => rngOf(source));
  const given = new Float32Array(rows * inputs.size);
  const guesses = new Float32Array(rows);
  const begun = scope(() => {
    const { statics, state } = begin();
    const indices = tensor1d(sources, 'int32');
    return {
      statics: gather(statics, indices),
      state: state.map((part) => gather(part, indices)) as Tensor2D[],
    };
  });
  const { statics } = begun;
  let { state } = begun;
  try {
    for (let time = 0; time < horizon; time++) {
      for (let row = 0; row < rows; row++) {
        const source = sources[row] as number;
        const back = (lag: number): number =>
          time >= lag
            ? (drawn[row * horizon + time - lag] as number)
            : (past[source * known + known + time - lag] as number);
        inputs.write(batch, source, context + time, back, given, row * inputs.size);
        guesses[row] = inputs.guess(back);
      }
      const next = step(given, statics, state);
      const outputs = Float32Array.from(next.outputs.dataSync());
      dispose([next.outputs, ...state]);
      state = next.state;
      const { size } = distribution;
      for (let row = 0; row < rows; row++)
        outputs[row * size] = (outputs[row * size] as number) + (guesses[row] as number);
      for (let source = 0; source < batch.size; source++) {
        const [from, to] = [source * paths, (source + 1) * paths];
        const sampled = distribution.sample(
          outputs.subarray(from * size, to * size),
          scales.subarray(from, to),
          (keys[source] as Rng).fold(time),
        );
        for (let path = 0; path < paths; path++)
          drawn[(from + path) * horizon + time] = (sampled[path] as number) / (scales[from + path] as number);
      }
    }
  } finally {
    dispose([statics, ...state]);
  }
  return Array.from({ length: batch.size }, (_, source) => {
    const samples = drawn.subarray(source * paths * horizon, (source + 1) * paths * horizon);
    return unscale(summarizeSamples(samples, horizon, levels), batch.scalings[source] as Scaling);
  });
}

function scaledPast({ past, scalings }: WindowBatch, known: number): Float32Array {
  return past.map((value, at) => {
    const { center, scale } = scalings[Math.floor(at / known)] as Scaling;
    return (value - center) / scale;
  });
}

function scalingOf({ scalings }: WindowBatch, row: number, paths: number): Scaling {
  return scalings[Math.floor(row / paths)] as Scaling;
}

function unscale({ mean, quantiles }: Prediction, { center, scale }: Scaling): Prediction {
  const back = (value: number): number => center + scale * value;
  return { mean: mean.map(back), quantiles: quantiles.map((quantile) => quantile.map(back)) };
}
