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
   * @param xs [rows, inputs and statics]
   * @returns [rows, distribution.size], and the next state
   */
  readonly step: (xs: Float32Array, state: State) => { outputs: Tensor2D; state: State };
}

/**
 * Draws futures of each window, all rows at once. The loop over outputs of its own, beside core's `generate`: there are a
 * hundred rows for each series and no row ends before the others, so that a key and an object for each value would
 * take longer than the network.
 */
export function samplePaths(
  batch: WindowBatch,
  { levels, paths, rngOf }: PredictOptions,
  { inputs, shape: { horizon }, distribution, begin, step }: PathModel,
): Prediction[] {
  const rows = batch.size * paths;
  const sources = new Int32Array(rows);
  const scales = new Float32Array(rows);
  batch.scalings.forEach(({ scale }, source) => {
    sources.fill(source, source * paths, (source + 1) * paths);
    scales.fill(scale, source * paths, (source + 1) * paths);
  });
  const keys = batch.scalings.map((_, source) => rngOf(source));
  const { statics, ...begun } = scope(() => {
    const { statics, state } = begin();
    const indices = tensor1d(sources, 'int32');
    return { statics, state: state.map((part) => gather(part, indices)) as Tensor2D[] };
  });
  let state: State = begun.state;
  const width = inputs.size + statics.shape[1];
  const xs = new Float32Array(rows * width);
  const drawn = new Float32Array(rows * horizon);
  const guesses = new Float32Array(rows);
  const futures = { count: paths, past: inputs.pastOf(batch), drawn };
  try {
    writeStatics(statics.dataSync() as Float32Array, batch.size, paths, xs, inputs.size);
    for (let time = 0; time < horizon; time++) {
      inputs.writeStep(batch, time, futures, xs, width, guesses);
      const next = step(xs, state);
      const outputs = new Float32Array(next.outputs.dataSync());
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
  return batch.scalings.map((scaling, source) => {
    const samples = drawn.subarray(source * paths * horizon, (source + 1) * paths * horizon);
    return unscale(summarizeSamples(samples, horizon, levels), scaling);
  });
}

/** Puts what never changes of each window behind the first `at` numbers of its paths' rows. */
function writeStatics(
  statics: Float32Array,
  size: number,
  paths: number,
  to: Float32Array,
  at: number,
): void {
  const count = statics.length / size;
  for (let row = 0; row < size * paths; row++) {
    const source = Math.floor(row / paths);
    to.set(statics.subarray(source * count, (source + 1) * count), row * (at + count) + at);
  }
}

function unscale({ mean, quantiles }: Prediction, { center, scale }: Scaling): Prediction {
  const back = (value: number): number => center + scale * value;
  return { mean: mean.map(back), quantiles: quantiles.map((quantile) => quantile.map(back)) };
}
