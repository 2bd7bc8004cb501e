import { Linear, quantileLoss, unroll, type StackedCell } from '@reprise/core';
import {
  add,
  concat,
  expandDims,
  mul,
  relu,
  scope,
  softmax,
  sum,
  tensor1d,
  tensor3d,
  type ParamTree,
  type Rng,
  type Scalar,
  type Tensor3D,
} from '@reprise/engine';
import type { Settings } from '../settings.ts';
import { knownLoss } from './knownLoss.ts';
import type { Network, PredictOptions, Prediction } from './network.ts';
import { quantileCurve } from './quantileCurve.ts';
import { recurrentStack } from './recurrentStack.ts';
import type { Scaling } from './scaling.ts';
import type { WindowBatch } from './window.ts';
import { ANCHORS, STEP_SIZE, zeroShotInputs, type ZeroShotInputs } from './zeroShotInputs.ts';

export interface ZeroShotRnnOptions {
  readonly settings: Pick<Settings, 'cell' | 'hiddenSize' | 'layers' | 'dropout'>;
  /** steps after which the series that it is used for may repeat; 1 for none */
  readonly season: number;
  /** of the quantiles that are learned, ascending */
  readonly levels: readonly number[];
  readonly rng?: Rng | undefined;
}

/** A value farther from the center than this, in deviations of the history, teaches no more than that it is far. */
const FAR = 15;

/**
 * A network whose weights are the same for every season, history and horizon: it reads a history step by step, then runs
 * on over the steps ahead, where it is given what the history says of the place in the season but no values of its own, and
 * says quantiles of each. They start from a mix of plain forecasts (the last value, the last season, and such).
 */
export class ZeroShotRnn implements Network {
  readonly params: ParamTree;
  readonly cell: StackedCell;
  readonly levels: readonly number[];
  readonly #hidden: Linear;
  readonly #output: Linear;
  readonly #mix: Linear;
  readonly #season: number;

  constructor({ settings, season, levels, rng }: ZeroShotRnnOptions) {
    const { hiddenSize } = settings;
    const linear = (name: string, inputSize: number, outputSize: number): Linear =>
      new Linear({ inputSize, outputSize, rng: rng?.fold(name) });
    this.cell = recurrentStack(settings, STEP_SIZE, rng);
    this.#hidden = linear('hidden', hiddenSize + STEP_SIZE, hiddenSize);
    this.#output = linear('output', hiddenSize, levels.length);
    this.#mix = linear('mix', hiddenSize, ANCHORS);
    this.params = {
      cell: this.cell.params,
      hidden: this.#hidden.params,
      output: this.#output.params,
      mix: this.#mix.params,
    };
    this.levels = levels;
    this.#season = season;
  }

  loss(batch: WindowBatch, rng?: Rng): Scalar {
    return this.seasonLoss(batch, this.#season, rng);
  }

  /** The loss on series of another season than the network's own. */
  seasonLoss(batch: WindowBatch, season: number, rng?: Rng): Scalar {
    const inputs = zeroShotInputs(batch, season);
    const { horizon } = inputs;
    const targets = new Float32Array(batch.size * horizon);
    const weights = new Float32Array(batch.size * horizon);
    batch.future.forEach((value, at) => {
      if (Number.isNaN(value)) return;
      const row = Math.floor(at / horizon);
      const { center, scale } = batch.scalings[row] as Scaling;
      targets[at] = Math.min(FAR, Math.max(-FAR, (value - center) / scale));
      weights[at] = inputs.weights[row] as number;
    });
    const values = tensor3d(targets, [batch.size, horizon, 1]);
    const losses = quantileLoss(this.#apply(batch.size, inputs, rng), values, tensor1d([...this.levels]));
    return knownLoss(losses, weights);
  }

  predict(batch: WindowBatch, { levels }: PredictOptions): Prediction[] {
    const inputs = zeroShotInputs(batch, this.#season);
    const { horizon } = inputs;
    const numbers = scope(() => this.#apply(batch.size, inputs).dataSync());
    const width = this.levels.length;
    return Array.from({ length: batch.size }, (_, row) => {
      const { center, scale } = batch.scalings[row] as Scaling;
      const steps = Array.from({ length: horizon }, (_step, step) => {
        const from = (row * horizon + step) * width;
        return Array.from(numbers.subarray(from, from + width), (said) => center + scale * said);
      });
      return quantileCurve(this.levels, steps, levels);
    });
  }

  /** @returns [batch, horizon, levels], scaled */
  #apply(
    size: number,
    { horizon, read, lengths, past, ahead, anchors }: ZeroShotInputs,
    rng?: Rng,
  ): Tensor3D {
    const noise = (name: string, steps: number): ReturnType<StackedCell['noise']> | undefined =>
      rng && this.cell.noise(rng.fold(name), size, steps);
    const { last } = unroll(this.cell, tensor3d(past, [size, read, STEP_SIZE]), {
      lengths,
      noise: noise('past', read),
    });
    const given = tensor3d(ahead, [size, horizon, STEP_SIZE]);
    const { outputs } = unroll(this.cell, given, { initialState: last, noise: noise('ahead', horizon) });
    const hidden = relu(this.#hidden.apply(concat([outputs, given], 2) as Tensor3D)) as Tensor3D;
    const weights = softmax(this.#mix.apply(hidden) as Tensor3D);
    const from = sum(mul(weights, tensor3d(anchors, [size, horizon, ANCHORS])), 2);
    return add(this.#output.apply(hidden), expandDims(from, 2)) as Tensor3D;
  }
}
