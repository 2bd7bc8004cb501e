import type { Tensor4D } from '@tensorflow/tfjs-core';
import { checkShape, ShapeError } from '../shape.ts';
import { tf } from '../tfjs.ts';

export interface Conv2DOptions {
  /** steps of the filter over rows and columns, by default 1 */
  readonly strides?: number | readonly [number, number] | undefined;
  /**
   * `same` (default): zeros around the image, such that there are size / stride outputs, rounded up; where their number
   * is odd, the one more stands below and to the right. `valid`: no zeros.
   */
  readonly padding?: 'same' | 'valid' | undefined;
}

/**
 * The cross-correlation of images with filters, as deep learning calls it a convolution. It has gradients for both on
 * every engine.
 *
 * @param images [batch, height, width, inChannels]
 * @param filter [filterHeight, filterWidth, inChannels, outChannels]
 * @returns [batch, outHeight, outWidth, outChannels]
 * @throws ShapeError for tensors that do not fit together; RangeError for strides that are no whole numbers from 1 on
 */
export function conv2d(
  images: Tensor4D,
  filter: Tensor4D,
  { strides = 1, padding = 'same' }: Conv2DOptions = {},
): Tensor4D {
  const sizes = checkShape('conv2d', 'images', images, ['batch', 'height', 'width', 'inChannels']);
  const axes = ['filterHeight', 'filterWidth', 'inChannels', 'outChannels'];
  checkShape('conv2d', 'filter', filter, axes, sizes);
  const steps: [number, number] = typeof strides === 'number' ? [strides, strides] : [...strides];
  if (!steps.every((step) => Number.isInteger(step) && step >= 1)) {
    throw new RangeError(
      `conv2d: expected strides to be whole numbers from 1 on, got ${steps.join(' and ')}.`,
    );
  }
  const [, height, width] = images.shape;
  const [filterHeight, filterWidth] = filter.shape;
  if (padding === 'valid' && (height < filterHeight || width < filterWidth)) {
    throw new ShapeError(
      `conv2d: expected images no smaller than the filter, ${filterHeight} × ${filterWidth}, as there is no padding, ` +
        `got ${height} × ${width}.`,
    );
  }
  return tf.conv2d(images, filter, steps, padding);
}

interface FilterGradientAttributes {
  readonly strides: [number, number] | number;
  readonly pad: 'same' | 'valid';
  readonly filterShape: [number, number, number, number];
}

/**
 * `Conv2DBackpropFilter`, the gradient of the filter, for the WASM backend, which lacks it. It is itself a convolution:
 * of the images, their batch taken for channels, with the gradient of the outputs as a filter that is as far apart as
 * the strides were.
 */
export function registerFilterGradientForWasm(): void {
  tf.registerKernel({
    kernelName: 'Conv2DBackpropFilter',
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs }) => {
      const { x, dy } = inputs as unknown as { x: Tensor4D; dy: Tensor4D };
      const { strides, pad, filterShape } = attrs as unknown as FilterGradientAttributes;
      const info = tf.backend_util.computeConv2DInfo(x.shape, filterShape, strides, 1, pad);
      const { top, bottom, left, right } = info.padInfo;
      return tf.tidy(() => {
        const gradient = tf.conv2d(
          tf.transpose(x, [3, 1, 2, 0]),
          tf.transpose(dy, [1, 2, 0, 3]),
          1,
          [
            [0, 0],
            [top, bottom],
            [left, right],
            [0, 0],
          ],
          'NHWC',
          [info.strideHeight, info.strideWidth],
        );
        // More where the strides left rows or columns at the end of an image without an output.
        const own = tf.slice(gradient, 0, [-1, filterShape[0], filterShape[1], -1]);
        return tf.transpose(own, [1, 2, 0, 3]);
      });
    },
  });
}
