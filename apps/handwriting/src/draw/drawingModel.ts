import {
  dropout,
  Linear,
  LSTMCell,
  penNegativeLogLikelihood,
  penOutputSize,
  StackedCell,
  unroll,
  type State,
} from '@reprise/core';
import {
  add,
  concat,
  div,
  expandDims,
  maximum,
  mean,
  mul,
  ones,
  reshape,
  split,
  sum,
  tanh,
  tensor1d,
  tensor2d,
  tensor3d,
  type Module,
  type ParamTree,
  type Rng,
  type Scalar,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
} from '@reprise/engine';
import { realSteps, TARGET_SIZE, type DrawingBatch } from './drawingBatch.ts';
import { DrawingEncoder, drawLatent, klDivergence } from './drawingEncoder.ts';
import { STEP_FEATURES } from './penTrack.ts';

export interface DrawingModelOptions {
  /** normal distributions in the mixture of the next offset */
  readonly components: number;
  readonly hiddenSize: number;
  readonly layers: number;
  /** share of a layer's outputs dropped in training, where the next layer and the mixture read them */
  readonly dropout: number;
  /** 0 for no encoder */
  readonly latentSize: number;
  readonly encoderSize: number;
  readonly rng?: Rng | undefined;
}

/** Nats of a batch. */
export interface DrawingNats {
  /** of each step, zero for padding: [size · time] */
  readonly steps: Tensor1D;
  /** between the distribution of each drawing's latent vector and the standard normal one: [size] */
  readonly latent: Tensor1D | undefined;
}

/** Less than so many nats for each coordinate of the latent vector is no gain (Ha and Eck 2017: KL_min). */
const LEAST_KL = 0.2;

/**
 * Says where a pen goes next, from where it went (sketch-rnn, Ha and Eck 2017): LSTM layers over the steps before, and a
 * mixture of normal distributions over the next. With a latent size above 0 it is variational: an encoder reads the whole
 * drawing first, and what it makes of it sets the layers' first states and is read at each step.
 */
export class DrawingModel implements Module {
  readonly params: ParamTree;
  readonly cell: StackedCell;
  readonly latentSize: number;
  readonly encoder: DrawingEncoder | undefined;
  readonly #initial: Linear | undefined;
  readonly #output: Linear;
  readonly #dropout: number;

  constructor({
    components,
    hiddenSize,
    layers,
    dropout: rate,
    latentSize,
    encoderSize,
    rng,
  }: DrawingModelOptions) {
    this.latentSize = latentSize;
    this.#dropout = rate;
    this.cell = new StackedCell(
      Array.from(
        { length: layers },
        (_, layer) =>
          new LSTMCell({
            inputSize: layer === 0 ? STEP_FEATURES + latentSize : hiddenSize,
            hiddenSize,
            rng: rng?.fold('layer', layer),
          }),
      ),
      { dropout: rate },
    );
    this.#output = new Linear({
      inputSize: hiddenSize,
      outputSize: penOutputSize({ components, pen: 3 }),
      rng: rng?.fold('output'),
    });
    if (latentSize > 0) {
      this.encoder = new DrawingEncoder({ encoderSize, latentSize, rng: rng?.fold('encoder') });
      this.#initial = new Linear({
        inputSize: latentSize,
        outputSize: 2 * layers * hiddenSize,
        rng: rng?.fold('initial'),
      });
    }
    this.params = {
      cell: this.cell.params,
      output: this.#output.params,
      ...(this.encoder && this.#initial
        ? { encoder: this.encoder.params, initial: this.#initial.params }
        : {}),
    };
  }

  /** The state before the first step. @param latent [size, latentSize], of a variational model */
  initialState(size: number, latent?: Tensor2D): State {
    if (!this.#initial || !latent) return this.cell.initialState(size);
    const parts = split(tanh(this.#initial.apply(latent)), this.cell.stateSizes.length - 1, 1) as Tensor2D[];
    return [parts.at(-2) as Tensor2D, ...parts];
  }

  /** The mixtures that follow outputs of the cell: [rows, 6 components + 3]. */
  mixtures(outputs: Tensor2D): Tensor2D {
    return this.#output.apply(outputs);
  }

  /**
   * Runs over steps that are known.
   * @param xs [size, time, STEP_FEATURES] @param latent [size, latentSize], of a variational model
   * @param rng of dropout; without it evaluation
   * @returns a mixture for what follows each step, [size · time, 6 components + 3], and the state after the last
   */
  read(
    xs: Tensor3D,
    { lengths, latent, rng }: { lengths?: ArrayLike<number>; latent?: Tensor2D | undefined; rng?: Rng } = {},
  ): { readonly mixtures: Tensor2D; readonly last: State } {
    const [size, time] = xs.shape;
    const { outputs, last } = unroll(this.cell, latent ? beside(xs, latent) : xs, {
      lengths,
      initialState: this.initialState(size, latent),
      noise: rng && this.cell.noise(rng.fold('cell'), size, time),
    });
    const dropped = dropout(outputs, this.#dropout, rng?.fold('output'));
    return {
      mixtures: this.mixtures(reshape(dropped, [size * time, this.cell.outputSize]) as Tensor2D),
      last,
    };
  }

  /**
   * @param options.rng of dropout; without it evaluation
   * @param options.latentRng draws the latent vectors; without it they are the means
   */
  nats(
    batch: DrawingBatch,
    { rng, latentRng }: { rng?: Rng | undefined; latentRng?: Rng | undefined } = {},
  ): DrawingNats {
    const { size, time, lengths, inputs, targets } = batch;
    const xs = tensor3d(inputs, [size, time, STEP_FEATURES]);
    const posterior = this.encoder?.encode(xs, lengths);
    const latent = posterior && drawLatent(posterior, latentRng);
    const { mixtures } = this.read(xs, { lengths, latent, ...(rng ? { rng } : {}) });
    const steps = penNegativeLogLikelihood(
      mixtures,
      tensor2d(targets, [size * time, TARGET_SIZE]),
      tensor1d(realSteps(batch)),
    );
    return { steps, latent: posterior && klDivergence(posterior) };
  }

  /**
   * Mean nats a step, the end of a drawing being one; variational, and the batch's weight times the nats of the latent
   * vectors, no less than {@link LEAST_KL} a coordinate, over the same number of steps.
   */
  loss(batch: DrawingBatch, rng?: Rng): Scalar {
    const { steps, latent } = this.nats(batch, { rng, latentRng: rng?.fold('latent') });
    const total = sum(steps);
    if (!latent) return div(total, batch.tokens);
    const kl = mul(maximum(mean(latent), LEAST_KL * this.latentSize), batch.size);
    return div(add(total, mul(kl, batch.klWeight)), batch.tokens);
  }
}

/** [size, time, width], and the latent vector of each row beside each of its steps. */
function beside(xs: Tensor3D, latent: Tensor2D): Tensor3D {
  const [size, time] = xs.shape;
  // A product, because its gradient is one sum where that of `tile` is as many operations as steps.
  return concat([xs, mul(ones([size, time, 1]), expandDims(latent, 1)) as Tensor3D], 2);
}
