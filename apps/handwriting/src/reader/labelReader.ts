import { ctcLoss, dropout, Encoder, Linear, type CellKind, type PaddedIds, type State } from '@reprise/core';
import { reshape, type Module, type ParamTree, type Rng, type Scalar, type Tensor3D } from '@reprise/engine';

export interface LabelReaderOptions {
  readonly inputSize: number;
  /** the blank and the characters */
  readonly classes: number;
  readonly cell: CellKind;
  readonly hiddenSize: number;
  readonly layers: number;
  readonly bidirectional: boolean;
  readonly dropout: number;
  /** joins pairs of frames above the first layer, which halves what the others have to do */
  readonly halves: boolean;
  readonly rng?: Rng | undefined;
}

/** A batch of sequences of one width, padded to an even number of frames. */
export interface Frames {
  /** [batch, time, inputSize] */
  readonly xs: Tensor3D;
  /** the real frames of each */
  readonly lengths: ArrayLike<number>;
}

export interface LabelLogits {
  /** [batch, time, classes]; class 0 is the blank */
  readonly logits: Tensor3D;
  readonly lengths: Int32Array;
  /** of a reader in one direction: where it stands, to go on from */
  readonly last: ReaderState;
}

/** The states of the layers below and above the joining of pairs. */
export interface ReaderState {
  readonly lower: readonly State[];
  readonly upper: readonly State[];
}

/**
 * Recurrent layers over frames, and connectionist temporal classification of what they give (Graves et al. 2009): the
 * same for points of a pen and for columns of pixels. Pairs of frames may be joined above the first layer (a pyramid,
 * Chan et al. 2016).
 */
export class LabelReader implements Module {
  readonly params: ParamTree;
  readonly classes: number;
  readonly #lower: Encoder | undefined;
  readonly #upper: Encoder;
  readonly #output: Linear;
  readonly #dropout: number;

  constructor(options: LabelReaderOptions) {
    const { inputSize, layers, halves, rng } = options;
    const isHalved = halves && layers > 1;
    this.classes = options.classes;
    this.#dropout = options.dropout;
    this.#lower = isHalved
      ? new Encoder({
          ...options,
          // Half as wide, so that a pair is as wide as what the other layers give.
          hiddenSize: Math.ceil(options.hiddenSize / 2),
          numLayers: 1,
          rng: rng?.fold('lower'),
        })
      : undefined;
    this.#upper = new Encoder({
      ...options,
      inputSize: this.#lower ? 2 * this.#lower.outputSize : inputSize,
      numLayers: isHalved ? layers - 1 : layers,
      rng: rng?.fold('upper'),
    });
    this.#output = new Linear({
      inputSize: this.#upper.outputSize,
      outputSize: options.classes,
      rng: rng?.fold('output'),
    });
    this.params = {
      ...(this.#lower ? { lower: this.#lower.params } : {}),
      upper: this.#upper.params,
      output: this.#output.params,
    };
  }

  /**
   * @param rng of dropout; without it evaluation
   * @param from of a reader in one direction: where it stands after the frames before, of which there were an even number
   */
  logits({ xs, lengths }: Frames, rng?: Rng, from?: ReaderState): LabelLogits {
    let [input, counts] = [xs, Int32Array.from(lengths)];
    let lower: readonly State[] = [];
    if (this.#lower) {
      const { outputs, last } = this.#lower.encode(input, counts, rng?.fold('lower'), from?.lower);
      lower = last;
      const [size, time, width] = outputs.shape;
      input = dropout(
        reshape(outputs, [size, time / 2, 2 * width]) as Tensor3D,
        this.#dropout,
        rng?.fold('pairs'),
      );
      counts = counts.map((count) => Math.ceil(count / 2));
    }
    const { outputs, last } = this.#upper.encode(input, counts, rng?.fold('upper'), from?.upper);
    const dropped = dropout(outputs, this.#dropout, rng?.fold('output'));
    return { logits: this.#output.apply(dropped), lengths: counts, last: { lower, upper: last } };
  }

  /** Mean nats a label. */
  loss(frames: Frames, labels: PaddedIds, rng?: Rng): Scalar {
    const { logits, lengths } = this.logits(frames, rng);
    return ctcLoss(logits, labels, { inputLengths: lengths, zeroInfinity: true });
  }
}
