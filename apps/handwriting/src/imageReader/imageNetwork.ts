import { Conv2D } from '@reprise/core';
import {
  relu,
  reshape,
  tensor3d,
  transpose,
  type Module,
  type ParamTree,
  type Rng,
  type Scalar,
  type Tensor4D,
} from '@reprise/engine';
import {
  LabelReader,
  type Frames,
  type LabelLogits,
  type LabelReaderOptions,
} from '../reader/labelReader.ts';
import type { ImageBatch, ImageFrames } from './imageBatch.ts';

/** Channels of each convolution, and how far its filter moves down and to the right. */
const LAYERS = [
  { channels: 16, strides: [2, 1] },
  { channels: 32, strides: [2, 2] },
  { channels: 48, strides: [2, 1] },
] as const;

/** Columns of pixels that make one frame. */
const COLUMNS = LAYERS.reduce((product, { strides }) => product * strides[1], 1);

const FILTER = 3;

/** Reads pictures of lines: a small convolution makes frames of columns, which are read as points of a pen are. */
export class ImageNetwork implements Module {
  readonly params: ParamTree;
  readonly #filters: readonly Conv2D[];
  readonly #reader: LabelReader;

  /** @param options.imageHeight pixels of a line */
  constructor(options: Omit<LabelReaderOptions, 'inputSize' | 'halves'> & { readonly imageHeight: number }) {
    const { imageHeight, rng } = options;
    let [channels, height] = [1, imageHeight];
    this.#filters = LAYERS.map((layer, index) => {
      const filter = new Conv2D({
        inChannels: channels,
        outChannels: layer.channels,
        filterSize: FILTER,
        strides: layer.strides,
        rng: rng?.fold('filter', index),
      });
      channels = layer.channels;
      height = Math.ceil(height / layer.strides[0]);
      return filter;
    });
    this.#reader = new LabelReader({ ...options, inputSize: height * channels, halves: false });
    this.params = { filters: this.#filters.map(({ params }) => params), reader: this.#reader.params };
  }

  /** @param rng of dropout; without it evaluation */
  logits(images: ImageFrames, rng?: Rng): LabelLogits {
    return this.#reader.logits(this.#frames(images), rng);
  }

  /** Mean nats a character. */
  loss(batch: ImageBatch, rng?: Rng): Scalar {
    return this.#reader.loss(this.#frames(batch), batch.labels, rng);
  }

  #frames({ pixels, shape, widths }: ImageFrames): Frames {
    let images = reshape(tensor3d(pixels, [...shape]), [...shape, 1]) as Tensor4D;
    for (const filter of this.#filters) images = relu(filter.apply(images));
    // Columns are frames: [batch, width, height, channels], the last two in one.
    const [size, height, width, channels] = images.shape;
    const columns = transpose(images, [0, 2, 1, 3]) as Tensor4D;
    return {
      xs: reshape(columns, [size, width, height * channels]),
      lengths: Int32Array.from(widths, (own) => Math.ceil(own / COLUMNS)),
    };
  }
}
