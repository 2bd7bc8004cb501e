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
  tensor2d,
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
import type { PastSeason } from './lags.ts';
import type { Network, PredictOptions, Prediction } from './network.ts';
import { pastSeasons } from './pastSeasons.ts';
import { quantileCurve } from './quantileCurve.ts';
import { recurrentStack } from './recurrentStack.ts';
import { SeasonMix } from './seasonMix.ts';
import { segmentInputs, type SegmentInputs } from './segmentInputs.ts';
import { joinStatics, StaticInputs } from './staticInputs.ts';
import type { WindowBatch, WindowShape } from './window.ts';

export interface QuantileRnnOptions {
  readonly settings: Settings;
  readonly spec: InputSpec;
  readonly shape: WindowShape;
  /** features of a step, see `featureCountOf` */
  readonly featureCount: number;
  /** what is read of past seasons, and what `anchor: seasonal` starts from */
  readonly seasons: readonly PastSeason[];
  /** values that are read, and forecast, in one step of the recurrence */
  readonly segment: number;
  /** levels of the quantiles that are learned, ascending; with another loss than `quantile` one */
  readonly levels: readonly number[];
  readonly rng?: Rng | undefined;
}

/**
 * An encoder-decoder that forecasts all steps at once (MQ-RNN, Wen et al. 2017): a recurrent network reads the window, a
 * segment of several values in each step (Lin et al. 2023), and for each segment ahead a small network says the quantiles
 * of its values, from what was read, from what is known of the segment and its place in past seasons, and from where
 * attention looks.
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
  readonly #mix: SeasonMix | undefined;
  readonly #inputs: SegmentInputs;
  readonly #settings: Settings;

  constructor({ settings, spec, shape, featureCount, seasons, segment, levels, rng }: QuantileRnnOptions) {
    const { hiddenSize, embeddingSize, attention } = settings;
    this.levels = levels;
    this.#settings = settings;
    this.#inputs = segmentInputs({
      shape,
      segment,
      anchor: settings.anchor,
      featureCount,
      pastFeatureCount: spec.past.length,
      seasons: pastSeasons({ shape, segment, seasons }),
    });
    const knownSize = segment * (featureCount + seasons.length);
    const lookedSize = hiddenSize * (attention ? 2 : 1);
    this.#statics = new StaticInputs(spec, embeddingSize, rng?.fold('statics'));
    const linear = (name: string, inputSize: number, outputSize: number, bias = true): Linear =>
      new Linear({ inputSize, outputSize, bias, rng: rng?.fold(name) });
    this.cell = recurrentStack(settings, this.#inputs.readSize + this.#statics.size, rng);
    this.#attention = attention
      ? new GeneralAttention({ querySize: hiddenSize, memorySize: hiddenSize, rng: rng?.fold('attention') })
      : undefined;
    this.#fromState = linear('state', hiddenSize + this.#statics.size + seasons.length, hiddenSize);
    this.#fromKnown = linear('known', knownSize, hiddenSize, false);
    this.#places = param(
      rng
        ? (rng.fold('places').normal([this.#inputs.ahead, hiddenSize], 0, 0.1) as Tensor2D)
        : (ones([this.#inputs.ahead, hiddenSize]) as Tensor2D),
    );
    this.#output = linear('output', lookedSize, segment * this.levels.length);
    this.#straight = linear('straight', knownSize, segment * this.levels.length, false);
    this.#mix =
      settings.anchor === 'seasonal'
        ? new SeasonMix({ hiddenSize: lookedSize, count: seasons.length, segment, rng: rng?.fold('mix') })
        : undefined;
    this.params = {
      statics: this.#statics.params,
      cell: this.cell.params,
      ...(this.#attention ? { attention: this.#attention.params } : {}),
      state: this.#fromState.params,
      known: this.#fromKnown.params,
      places: this.#places,
      output: this.#output.params,
      straight: this.#straight.params,
      ...(this.#mix ? { mix: this.#mix.params } : {}),
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
        return Array.from(numbers.subarray(from, from + this.levels.length), unscale);
      });
      return quantileCurve(this.levels, steps, levels);
    });
  }

  /** @returns [batch, ahead · segment, levels], scaled */
  #apply(batch: WindowBatch, rng?: Rng): Tensor3D {
    const { size } = batch;
    const { read, ahead, segment, readSize, seasonCount } = this.#inputs;
    const statics = this.#statics.apply(batch);
    const steps = tensor3d(this.#inputs.ofRead(batch), [size, read, readSize]);
    const noise = rng && this.cell.noise(rng.fold('cell'), size, read);
    const { outputs, last } = unroll(this.cell, joinStatics(steps, statics), { noise });
    const errors = tensor2d(this.#inputs.ofSeasonErrors(batch), [size, seasonCount]);
    const seasons = tensor3d(this.#inputs.ofSeasons(batch), [size, ahead, seasonCount * segment]);
    const features = this.#inputs.ofFeatures(batch);
    const known = concat(
      [tensor3d(features, [size, ahead, features.length / (size * ahead)]), seasons],
      2,
    ) as Tensor3D;
    const state = this.#fromState.apply(concat([last[0] as Tensor2D, statics, errors], 1) as Tensor2D);
    const joined = relu(
      add(add(this.#fromKnown.apply(known), expandDims(state, 1)), expandDims(this.#places, 0)),
    ) as Tensor3D;
    const hidden = variationalDropout(joined, this.#settings.dropout, rng?.fold('hidden'));
    const looked = this.#attention
      ? (concat([hidden, this.#look(hidden, outputs)], 2) as Tensor3D)
      : (hidden as Tensor3D);
    // What is a plain sum of the values a season before need not pass through the hidden layer.
    const said = add(this.#output.apply(looked), this.#straight.apply(known));
    const byLevel = reshape(said, [size, ahead, segment, this.levels.length]);
    const from = this.#mix && expandDims(this.#mix.apply(looked, seasons, errors), 3);
    return reshape(from ? add(byLevel, from) : byLevel, [
      size,
      ahead * segment,
      this.levels.length,
    ]) as Tensor3D;
  }

  #look(queries: Tensor3D, outputs: Tensor3D): Tensor3D {
    const attention = this.#attention as GeneralAttention;
    const mask = ones([outputs.shape[0], outputs.shape[1]]) as Tensor2D;
    return attend(attention, queries, remember(attention, outputs, mask)).contexts;
  }
}
