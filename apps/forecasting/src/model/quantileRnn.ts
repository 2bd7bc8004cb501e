import {
  attend,
  GeneralAttention,
  Linear,
  quantileLoss,
  remember,
  unroll,
  variationalDropout,
  type StackedCell,
} from '@reprise/core';
import {
  add,
  concat,
  expandDims,
  ones,
  param,
  relu,
  reshape,
  scope,
  square,
  sub,
  tensor1d,
  tensor3d,
  type ParamTree,
  type Rng,
  type Scalar,
  type Tensor2D,
  type Tensor3D,
  type Variable,
} from '@reprise/engine';
import type { Settings } from '../settings.ts';
import type { InputSpec } from './inputs.ts';
import { knownLoss } from './knownLoss.ts';
import type { Network, PredictOptions, Prediction } from './network.ts';
import { quantileCurve } from './quantileCurve.ts';
import { recurrentStack } from './recurrentStack.ts';
import { segmentInputs, type SegmentInputs } from './segmentInputs.ts';
import { joinStatics, StaticInputs } from './staticInputs.ts';
import type { WindowBatch, WindowShape } from './window.ts';

export interface QuantileRnnOptions {
  readonly settings: Settings;
  readonly spec: InputSpec;
  readonly shape: WindowShape;
  /** features of a step, see `featureCountOf` */
  readonly featureCount: number;
  /** steps of a season: what `anchor: seasonal` looks back */
  readonly season: number;
  /** values that are read, and forecast, in one step of the recurrence */
  readonly segment: number;
  /** levels of the quantiles that are learned, ascending; with another loss than `quantile` only their middle */
  readonly levels: readonly number[];
  readonly rng?: Rng | undefined;
}

/**
 * An encoder-decoder that forecasts all steps at once (MQ-RNN, Wen et al. 2017): a recurrent network reads the window, a
 * segment of several values in each step (Lin et al. 2023), and for each segment ahead a small network says the quantiles
 * of its values, from what was read, from what is known of the segment, and from where attention looks.
 */
export class QuantileRnn implements Network {
  readonly params: ParamTree;
  readonly cell: StackedCell;
  /** what is said of each value */
  readonly levels: readonly number[];
  readonly #attention: GeneralAttention | undefined;
  readonly #statics: StaticInputs;
  readonly #fromState: Linear;
  readonly #fromKnown: Linear;
  readonly #places: Tensor2D & Variable;
  readonly #output: Linear;
  readonly #straight: Linear;
  readonly #inputs: SegmentInputs;
  readonly #settings: Settings;

  constructor({ settings, spec, shape, featureCount, season, segment, levels, rng }: QuantileRnnOptions) {
    const { hiddenSize, embeddingSize, attention } = settings;
    this.levels = settings.loss === 'quantile' ? levels : [0.5];
    this.#settings = settings;
    this.#inputs = segmentInputs({
      shape,
      segment,
      anchor: settings.anchor,
      featureCount,
      pastFeatureCount: spec.past.length,
      season,
    });
    this.#statics = new StaticInputs(spec, embeddingSize, rng?.fold('statics'));
    const linear = (name: string, inputSize: number, outputSize: number, bias = true): Linear =>
      new Linear({ inputSize, outputSize, bias, rng: rng?.fold(name) });
    this.cell = recurrentStack(settings, this.#inputs.readSize + this.#statics.size, rng);
    this.#attention = attention
      ? new GeneralAttention({ querySize: hiddenSize, memorySize: hiddenSize, rng: rng?.fold('attention') })
      : undefined;
    this.#fromState = linear('state', hiddenSize + this.#statics.size, hiddenSize);
    this.#fromKnown = linear('known', this.#inputs.knownSize, hiddenSize, false);
    this.#places = param(
      rng
        ? (rng.fold('places').normal([this.#inputs.ahead, hiddenSize], 0, 0.1) as Tensor2D)
        : (ones([this.#inputs.ahead, hiddenSize]) as Tensor2D),
    );
    this.#output = linear('output', hiddenSize * (attention ? 2 : 1), segment * this.levels.length);
    this.#straight = linear('straight', this.#inputs.knownSize, segment * this.levels.length, false);
    this.params = {
      statics: this.#statics.params,
      cell: this.cell.params,
      ...(this.#attention ? { attention: this.#attention.params } : {}),
      state: this.#fromState.params,
      known: this.#fromKnown.params,
      places: this.#places,
      output: this.#output.params,
      straight: this.#straight.params,
    };
  }

  loss(batch: WindowBatch, rng?: Rng): Scalar {
    const { targets, isKnown } = this.#inputs.ofTargets(batch);
    const { ahead, segment } = this.#inputs;
    const predicted = this.#apply(batch, rng);
    const values = tensor3d(targets, [batch.size, ahead * segment, 1]);
    const losses =
      this.#settings.loss === 'squared'
        ? square(sub(values, predicted))
        : quantileLoss(predicted, values, tensor1d([...this.levels]));
    return knownLoss(losses, isKnown);
  }

  predict(batch: WindowBatch, { levels }: PredictOptions): Prediction[] {
    const numbers = scope(() => this.#apply(batch).dataSync());
    const { horizon, ahead, segment } = this.#inputs;
    return Array.from({ length: batch.size }, (_, row) => {
      const unscale = this.#inputs.unscale(batch, row);
      const steps = Array.from({ length: horizon }, (_step, step) => {
        const from = (row * ahead * segment + step) * this.levels.length;
        return Array.from(numbers.subarray(from, from + this.levels.length), (value) => unscale(value, step));
      });
      return quantileCurve(this.levels, steps, levels);
    });
  }

  /** @returns [batch, ahead · segment, levels], scaled and less the anchor */
  #apply(batch: WindowBatch, rng?: Rng): Tensor3D {
    const { size } = batch;
    const { read, ahead, segment, readSize, knownSize } = this.#inputs;
    const { dropout } = this.#settings;
    const statics = this.#statics.apply(batch);
    const steps = tensor3d(this.#inputs.ofRead(batch), [size, read, readSize]);
    const noise = rng && this.cell.noise(rng.fold('cell'), size, read);
    const { outputs, last } = unroll(this.cell, joinStatics(steps, statics), { noise });
    const state = this.#fromState.apply(concat([last[0] as Tensor2D, statics], 1) as Tensor2D);
    const known = tensor3d(this.#inputs.ofKnown(batch), [size, ahead, knownSize]);
    const joined = relu(
      add(add(this.#fromKnown.apply(known), expandDims(state, 1)), expandDims(this.#places, 0)),
    ) as Tensor3D;
    const hidden = variationalDropout(joined, dropout, rng?.fold('hidden'));
    const looked = this.#attention ? concat([hidden, this.#look(hidden, outputs)], 2) : hidden;
    // What is a plain sum of the values a season before need not pass through the hidden layer.
    const said = add(this.#output.apply(looked as Tensor3D), this.#straight.apply(known));
    return reshape(said, [size, ahead * segment, this.levels.length]) as Tensor3D;
  }

  #look(queries: Tensor3D, outputs: Tensor3D): Tensor3D {
    const attention = this.#attention as GeneralAttention;
    const mask = ones([outputs.shape[0], outputs.shape[1]]) as Tensor2D;
    return attend(attention, queries, remember(attention, outputs, mask)).contexts;
  }
}
