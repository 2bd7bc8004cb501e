import { dropout, unroll, variationalDropout, type CellKind, type StackedCell } from '@reprise/core';
import {
  div,
  mul,
  reshape,
  sum,
  tensor1d,
  tensor3d,
  type Module,
  type ParamTree,
  type Rng,
  type Scalar,
  type Tensor1D,
  type Tensor2D,
} from '@reprise/engine';
import { recurrentLayers } from '../recurrentLayers.ts';
import { previousFrames, realFrames, type FrameBatch } from './frameBatch.ts';
import { BernoulliHead, type FrameHead } from './frameHead.ts';
import { KEYS } from './keys.ts';
import { NadeHead } from './nadeHead.ts';

export interface FrameModelOptions {
  readonly cell: CellKind;
  readonly hiddenSize: number;
  readonly layers: number;
  readonly head: 'bernoulli' | 'nade';
  /** hidden units of nade */
  readonly headSize: number;
  readonly dropout: number;
  readonly inputDropout: number;
  readonly recurrentDropout: number;
  readonly rng?: Rng | undefined;
}

/** A recurrent network that reads a piano roll frame by frame and says how probable the next frame is. */
export class FrameModel implements Module {
  readonly params: ParamTree;
  readonly cell: StackedCell;
  readonly head: FrameHead;
  readonly #options: FrameModelOptions;

  constructor(options: FrameModelOptions) {
    const { hiddenSize, rng } = options;
    this.cell = recurrentLayers(options, KEYS + 1, rng);
    this.head =
      options.head === 'nade'
        ? new NadeHead({ inputSize: hiddenSize, size: options.headSize, rng: rng?.fold('head') })
        : new BernoulliHead({ inputSize: hiddenSize, rng: rng?.fold('head') });
    this.params = { cell: this.cell.params, head: this.head.params };
    this.#options = options;
  }

  /** Nats of each frame, zero for padding: [size · time]. */
  nll(batch: FrameBatch, rng?: Rng): Tensor1D {
    const { size, time, lengths } = batch;
    const xs = dropout(
      tensor3d(previousFrames(batch), [size, time, KEYS + 1]),
      this.#options.inputDropout,
      rng?.fold('input'),
    );
    const noise = rng && this.cell.noise(rng.fold('cell'), size, time);
    const { outputs } = unroll(this.cell, xs, { lengths, noise });
    const dropped = variationalDropout(outputs, this.#options.dropout, rng?.fold('output'));
    const hidden = reshape(dropped, [size * time, this.cell.outputSize]) as Tensor2D;
    return mul(this.head.nll(hidden, batch), tensor1d(realFrames(batch)));
  }

  /** Mean nats a frame. */
  loss(batch: FrameBatch, rng?: Rng): Scalar {
    return div(sum(this.nll(batch, rng)), batch.tokens);
  }
}
