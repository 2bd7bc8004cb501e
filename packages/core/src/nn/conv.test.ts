import {
  disposeParams,
  namedParams,
  param,
  relu,
  Rng,
  ShapeError,
  zeros,
  type Tensor4D,
} from '@reprise/engine';
import { gradientCheck, layerGoldenTest, tensorTest } from '@reprise/testing';
import { describe, expect } from 'vitest';
import { Conv2D } from './conv.ts';

const rng = Rng.fromSeed(1);

describe('Conv2D', () => {
  layerGoldenTest(
    'same',
    () => new Conv2D({ inChannels: 2, outChannels: 4, filterSize: 3, rng }),
    (conv, images: Tensor4D) => conv.apply(images),
    { golden: 'conv2d' },
  );
  layerGoldenTest(
    'strided',
    () => new Conv2D({ inChannels: 3, outChannels: 5, filterSize: 3, strides: 2, rng }),
    (conv, images: Tensor4D) => conv.apply(images),
    { golden: 'conv2d' },
  );
  layerGoldenTest(
    'valid',
    () =>
      new Conv2D({
        inChannels: 2,
        outChannels: 3,
        filterSize: [2, 3],
        strides: [2, 1],
        padding: 'valid',
        bias: false,
        rng,
      }),
    (conv, images: Tensor4D) => conv.apply(images),
    { golden: 'conv2d' },
  );

  tensorTest('has the gradients that differences give, through two layers', () => {
    const first = new Conv2D({ inChannels: 1, outChannels: 3, filterSize: 3, rng: rng.fold('first') });
    const second = new Conv2D({
      inChannels: 3,
      outChannels: 2,
      filterSize: [3, 2],
      strides: 2,
      rng: rng.fold('second'),
    });
    const images = param(rng.normal([2, 6, 7, 1]) as Tensor4D);
    const params = { first: first.params, second: second.params, images };
    gradientCheck(() => [second.apply(first.apply(images))], namedParams(params));
    disposeParams(params);
  });

  tensorTest('halves height and width by strides of 2, and is zero without an rng', () => {
    const conv = new Conv2D({ inChannels: 1, outChannels: 16, filterSize: 3, strides: 2 });
    const ys = relu(conv.apply(Rng.fromSeed(2).normal([2, 40, 25, 1])));
    expect(ys.shape).toEqual([2, 20, 13, 16]);
    expect(ys.dataSync().every((y) => y === 0)).toBe(true);
    disposeParams(conv.params);
  });

  tensorTest('has a bias unless told otherwise, and refuses other channels', () => {
    const conv = new Conv2D({ inChannels: 3, outChannels: 4, filterSize: 3, bias: false, rng });
    expect([...namedParams(conv.params).keys()]).toEqual(['weight']);
    expect(() => conv.apply(zeros([2, 5, 5, 1]))).toThrow(ShapeError);
    disposeParams(conv.params);
  });
});
