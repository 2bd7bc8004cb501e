import {
  DISTRIBUTIONS,
  Linear,
  unroll,
  variationalDropout,
  type Distribution,
  type StackedCell,
} from '@reprise/core';
import {
  add,
  scope,
  tensor2d,
  tensor3d,
  unstack,
  type ParamTree,
  type Rng,
  type Scalar,
  type Tensor2D,
} from '@reprise/engine';
import type { Settings } from '../settings.ts';
import type { InputSpec } from './inputs.ts';
import { knownLoss } from './knownLoss.ts';
import { lagInputs, type LagInputs } from './lagInputs.ts';
import type { Network, PredictOptions, Prediction } from './network.ts';
import { recurrentStack } from './recurrentStack.ts';
import { samplePaths } from './samplePaths.ts';
import { joinStatics, StaticInputs } from './staticInputs.ts';
import type { WindowBatch, WindowShape } from './window.ts';

export interface DeepAROptions {
  readonly settings: Settings;
  readonly spec: InputSpec;
  readonly shape: WindowShape;
  /** features of a step, see `featureCountOf` */
  readonly featureCount: number;
  /** steps back whose values are inputs, ascending from 1 */
  readonly lags: readonly number[];
  /** steps back to the value that is the first guess of the next one; without it the guess is 0 */
  readonly anchor: number | undefined;
  readonly rng?: Rng | undefined;
}

/**
 * DeepAR (Salinas et al. 2020): a recurrent network reads a series step by step, each step with values of some steps
 * back and what is known of the moment, and says what the next value is drawn from. A forecast is many futures, each
 * drawn value read in turn.
 */
export class DeepAR implements Network {
  readonly params: ParamTree;
  readonly distribution: Distribution;
  readonly cell: StackedCell;
  readonly #statics: StaticInputs;
  readonly #output: Linear;
  readonly #inputs: LagInputs;
  readonly #shape: WindowShape;
  readonly #dropout: number;

  constructor({ settings, spec, shape, featureCount, lags, anchor, rng }: DeepAROptions) {
    const { hiddenSize, dropout, embeddingSize } = settings;
    this.distribution = DISTRIBUTIONS[settings.distribution];
    this.#inputs = lagInputs({ shape, lags, anchor, featureCount });
    this.#statics = new StaticInputs(spec, embeddingSize, rng?.fold('statics'));
    this.cell = recurrentStack(settings, this.#inputs.size + this.#statics.size, rng);
    this.#output = new Linear({
      inputSize: hiddenSize,
      outputSize: this.distribution.size,
      rng: rng?.fold('output'),
    });
    this.params = { statics: this.#statics.params, cell: this.cell.params, output: this.#output.params };
    this.#shape = shape;
    this.#dropout = dropout;
  }

  /** Mean nats of the known values, of those that the network reads as of those ahead. */
  loss(batch: WindowBatch, rng?: Rng): Scalar {
    const { values, inputs, guesses, isKnown, scales } = this.#inputs.ofTraining(batch);
    const steps = this.#shape.context + this.#shape.horizon;
    const xs = joinStatics(
      tensor3d(inputs, [batch.size, steps, this.#inputs.size]),
      this.#statics.apply(batch),
    );
    const noise = rng && this.cell.noise(rng.fold('cell'), batch.size, steps);
    const { outputs } = unroll(this.cell, xs, { noise });
    const dropped = variationalDropout(outputs, this.#dropout, rng?.fold('output'));
    const [location, ...others] = unstack(this.#output.apply(dropped), -1) as Tensor2D[];
    const nats = this.distribution.negativeLogLikelihood(
      [add(location as Tensor2D, tensor2d(guesses, [batch.size, steps])), ...others],
      tensor2d(values, [batch.size, steps]),
      tensor2d(scales, [batch.size, 1]),
    );
    return knownLoss(nats, isKnown);
  }

  predict(batch: WindowBatch, options: PredictOptions): Prediction[] {
    return samplePaths(batch, options, {
      inputs: this.#inputs,
      shape: this.#shape,
      distribution: this.distribution,
      begin: () => {
        const statics = this.#statics.apply(batch);
        const { context } = this.#shape;
        const read = tensor3d(this.#inputs.ofContext(batch), [batch.size, context, this.#inputs.size]);
        const { last } = unroll(this.cell, joinStatics(read, statics));
        return { statics, state: last };
      },
      step: (xs, state) =>
        scope(() => {
          const size = this.cell.inputSize;
          const { last } = unroll(this.cell, tensor3d(xs, [xs.length / size, 1, size]), {
            initialState: state,
          });
          return { outputs: this.#output.apply(last[0] as Tensor2D), state: [...last] };
        }),
    });
  }
}
