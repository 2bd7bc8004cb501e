import {
  add,
  checkShape,
  conv2d,
  param,
  reshape,
  type Conv2DOptions,
  type Module,
  type Rng,
  type Tensor1D,
  type Tensor4D,
  type Variable,
} from '@reprise/engine';
import { draw, xavierUniform, zeroBias, type Initializer } from './init.ts';

/**
 * A convolution over images (LeCun et al. 1998) with weights of its own.
 *
 * The weight is [filterHeight, filterWidth, inChannels, outChannels], as TensorFlow and Keras have it; one of PyTorch,
 * [outChannels, inChannels, filterHeight, filterWidth], becomes it by `transpose(weight, [2, 3, 1, 0])`. With strides,
 * padding `same` is TensorFlow's as well, see {@link Conv2DOptions}: PyTorch's `padding` stands on both sides alike.
 */
export class Conv2D implements Module {
  readonly params: { readonly weight: Tensor4D & Variable; readonly bias?: Tensor1D & Variable };
  readonly inChannels: number;
  readonly outChannels: number;
  readonly #options: Conv2DOptions;

  constructor(
    options: Conv2DOptions & {
      inChannels: number;
      outChannels: number;
      /** height and width, or one number for both */
      filterSize: number | readonly [number, number];
      rng?: Rng | undefined;
      bias?: boolean;
      /** draws the matrix that patches are multiplied by, [filterHeight · filterWidth · inChannels, outChannels] */
      init?: Initializer;
    },
  ) {
    const { inChannels, outChannels, filterSize, rng, bias = true, init = xavierUniform } = options;
    const [height, width] = typeof filterSize === 'number' ? [filterSize, filterSize] : filterSize;
    this.inChannels = inChannels;
    this.outChannels = outChannels;
    this.#options = { strides: options.strides, padding: options.padding };
    const matrix = draw(init, height * width * inChannels, outChannels, rng?.fold('weight'));
    const weight = param<Tensor4D>(reshape(matrix, [height, width, inChannels, outChannels]));
    matrix.dispose();
    this.params = bias ? { weight, bias: param(zeroBias(outChannels)) } : { weight };
  }

  /**
   * @param images [batch, height, width, inChannels]
   * @returns [batch, outHeight, outWidth, outChannels]; with padding `same` height and width over the strides, rounded up
   */
  apply(images: Tensor4D): Tensor4D {
    checkShape('Conv2D', 'images', images, ['batch', 'height', 'width', this.inChannels]);
    const { weight, bias } = this.params;
    const ys = conv2d(images, weight, this.#options);
    return bias ? add(ys, bias) : ys;
  }
}
