import {
  dropout,
  Embedding,
  Linear,
  LSTMCell,
  penMixtureLoss,
  penOutputSize,
  SoftWindowLSTM,
  unroll,
} from '@reprise/core';
import {
  concat,
  reshape,
  slice,
  tensor1d,
  tensor2d,
  tensor3d,
  type Module,
  type ParamTree,
  type Rng,
  type Scalar,
  type Tensor2D,
  type Tensor3D,
} from '@reprise/engine';
import { STEP_INPUTS, STEP_TARGETS } from './penPath.ts';
import type { WriterBatch } from './writerBatch.ts';

export interface WriterModelOptions {
  /** characters, and the end */
  readonly vocabSize: number;
  readonly embeddingSize: number;
  readonly hiddenSize: number;
  readonly layers: number;
  /** Gaussians of the window over the text */
  readonly windows: number;
  /** Gaussians of the next offset */
  readonly components: number;
  readonly dropout: number;
  /** about how many characters the pen goes on in a step: where training begins */
  readonly charactersPerStep: number;
  readonly rng?: Rng | undefined;
}

/**
 * The synthesis network of Graves (2013, section 5): the first of its recurrent layers moves a soft window along the
 * text, all of them read the pen's last step, what the window shows and the layer below, and together they give a
 * mixture of bivariate normal distributions of the next offset and what the pen does. It ends by itself.
 */
export class WriterModel implements Module {
  readonly params: ParamTree;
  readonly embedding: Embedding;
  readonly window: SoftWindowLSTM;
  /** the layers above that with the window */
  readonly upper: readonly LSTMCell[];
  readonly output: Linear;
  readonly hiddenSize: number;
  readonly #dropout: number;

  constructor(options: WriterModelOptions) {
    const { vocabSize, embeddingSize, hiddenSize, layers, windows, components, charactersPerStep, rng } =
      options;
    this.hiddenSize = hiddenSize;
    this.#dropout = options.dropout;
    this.embedding = new Embedding({ vocabSize, embeddingSize, rng: rng?.fold('embedding') });
    this.window = new SoftWindowLSTM({
      inputSize: STEP_INPUTS,
      hiddenSize,
      memorySize: embeddingSize,
      components: windows,
      charactersPerStep,
      rng: rng?.fold('window'),
    });
    const upperInput = STEP_INPUTS + embeddingSize + hiddenSize;
    this.upper = Array.from(
      { length: layers - 1 },
      (_, index) => new LSTMCell({ inputSize: upperInput, hiddenSize, rng: rng?.fold('upper', index) }),
    );
    this.output = new Linear({
      inputSize: layers * hiddenSize,
      outputSize: penOutputSize({ components, pen: 3 }),
      rng: rng?.fold('output'),
    });
    this.params = {
      embedding: this.embedding.params,
      window: this.window.params,
      upper: this.upper.map(({ params }) => params),
      output: this.output.params,
    };
  }

  /** What the network says of every step, [batch · time, outputs]; see `penLayout`. */
  outputs({ text, inputs, shape: [size, time], lengths }: WriterBatch, rng?: Rng): Tensor2D {
    const characters = this.embedding.apply(tensor2d(text.ids, [...text.shape], 'int32'));
    const xs = tensor3d(inputs, [size, time, STEP_INPUTS]);
    const first = unroll(this.window.bind(characters, text.lengths), xs, { lengths }).outputs;
    const width = this.window.memorySize;
    const seen = slice(first, [0, 0, this.hiddenSize], [-1, -1, width]);
    const hidden = [slice(first, [0, 0, 0], [-1, -1, this.hiddenSize])];
    for (const [index, layer] of this.upper.entries()) {
      const below = dropout(hidden.at(-1) as Tensor3D, this.#dropout, rng?.fold('layer', index));
      hidden.push(unroll(layer, concat([xs, seen, below], 2), { lengths }).outputs);
    }
    const all = dropout(concat(hidden, 2), this.#dropout, rng?.fold('output'));
    return this.output.apply(reshape(all, [size * time, hidden.length * this.hiddenSize]) as Tensor2D);
  }

  /** Mean nats a step: its offset, in units of `STEP`, and what the pen does. */
  loss(batch: WriterBatch, rng?: Rng): Scalar {
    const { targets, shape, lengths } = batch;
    const [size, time] = shape;
    const mask = new Float32Array(size * time);
    lengths.forEach((length, row) => mask.fill(1, row * time, row * time + length));
    return penMixtureLoss(
      this.outputs(batch, rng),
      tensor2d(targets, [size * time, STEP_TARGETS]),
      tensor1d(mask),
    );
  }
}
