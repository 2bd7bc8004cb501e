import { closeTo, differentiate, tensorTest } from '@reprise/testing';
import { describe, expect } from 'vitest';
import { tensor, zeros, type Tensor, type Tensor4D } from '../ops.ts';
import { param } from '../params.ts';
import { Rng } from '../rng.ts';
import { ShapeError } from '../shape.ts';
import { conv2d, type Conv2DOptions } from './conv2d.ts';

type Shape = [number, number, number, number];

interface Case {
  readonly images: Readonly<Shape>;
  readonly filter: readonly [number, number, number];
  readonly strides: readonly [number, number];
  readonly padding: 'same' | 'valid';
}

const CASES: Case[] = [
  { images: [1, 1, 1, 1], filter: [1, 1, 1], strides: [1, 1], padding: 'valid' },
  { images: [2, 5, 7, 1], filter: [3, 3, 4], strides: [1, 1], padding: 'same' },
  { images: [3, 6, 9, 3], filter: [3, 3, 5], strides: [2, 2], padding: 'same' },
  { images: [2, 8, 5, 2], filter: [2, 4, 3], strides: [1, 3], padding: 'same' },
  { images: [2, 8, 6, 2], filter: [3, 2, 3], strides: [4, 3], padding: 'valid' },
  { images: [2, 7, 5, 2], filter: [1, 1, 3], strides: [3, 2], padding: 'same' },
  { images: [2, 2, 2, 3], filter: [5, 5, 2], strides: [2, 1], padding: 'same' },
];

const strideOf = (shape: readonly number[], axis: number): number =>
  shape.slice(axis + 1).reduce((product, size) => product * size, 1);

function indexOf(shape: readonly number[], at: readonly number[]): number {
  return at.reduce((sum, place, axis) => sum + place * strideOf(shape, axis), 0);
}

/** Calls `visit` with the index of each image's number, filter's number and output that are multiplied. */
function eachProduct(
  { images, filter, strides, padding }: Case,
  visit: (image: number, weight: number, output: number) => void,
): Readonly<Shape> {
  const filterShape = [filter[0], filter[1], images[3], filter[2]];
  const axes = [0, 1].map((axis) => {
    const [size, span, step] = [images[axis + 1]!, filter[axis]!, strides[axis]!];
    const count = Math.ceil((padding === 'same' ? size : size - span + 1) / step);
    const zerosAround = padding === 'same' ? Math.max(0, (count - 1) * step + span - size) : 0;
    return { count, from: (place: number) => place * step - Math.floor(zerosAround / 2) };
  });
  const [rows, columns] = axes as [(typeof axes)[0], (typeof axes)[0]];
  const outputs = [images[0], rows.count, columns.count, filter[2]] as const;
  const each = (sizes: readonly number[], at: number[], body: (at: number[]) => void): void => {
    if (at.length === sizes.length) body(at);
    else for (let place = 0; place < sizes[at.length]!; place++) each(sizes, [...at, place], body);
  };
  each([...outputs, ...filterShape.slice(0, 3)], [], ([n, y, x, out, i, j, channel]) => {
    const [row, column] = [rows.from(y!) + i!, columns.from(x!) + j!];
    if (row < 0 || row >= images[1] || column < 0 || column >= images[2]) return;
    visit(
      indexOf(images, [n!, row, column, channel!]),
      indexOf(filterShape, [i!, j!, channel!, out!]),
      indexOf(outputs, [n!, y!, x!, out!]),
    );
  });
  return outputs;
}

describe('conv2d', () => {
  for (const example of CASES) {
    const { images, filter, strides, padding } = example;
    tensorTest(
      `is its definition, gradients included: ${images.join(' × ')}, filter ${filter.join(' × ')}, strides ${strides.join(' × ')}, ${padding}`,
      () => {
        const rng = Rng.fromSeed(1998);
        const xs = param(rng.fold('images').normal([...images]) as Tensor4D);
        const weight = param(
          rng.fold('filter').normal([filter[0], filter[1], images[3], filter[2]]) as Tensor4D,
        );
        const shape = eachProduct(example, () => {});
        const arriving = rng.fold('arriving').normal([...shape]);
        const leaves = new Map<string, Tensor>(Object.entries({ xs, weight }));
        const run = (): Tensor[] => [conv2d(xs, weight, { strides, padding })];
        const { values, gradients } = differentiate(run, [arriving], leaves);

        const [x, w, dy] = [xs.dataSync(), weight.dataSync(), arriving.dataSync()];
        const [y, dx, dw] = [values[0]!, xs, weight].map(({ size }) => new Float64Array(size));
        eachProduct(example, (image, at, output) => {
          y![output]! += x[image]! * w[at]!;
          dx![image]! += dy[output]! * w[at]!;
          dw![at]! += dy[output]! * x[image]!;
        });
        closeTo(values[0]!, tensor(Float32Array.from(y!), [...shape]), 'outputs');
        closeTo(gradients.get('xs')!, tensor(Float32Array.from(dx!), xs.shape), 'gradient of the images');
        closeTo(
          gradients.get('weight')!,
          tensor(Float32Array.from(dw!), weight.shape),
          'gradient of the filter',
        );
        leaves.forEach((leaf) => leaf.dispose());
      },
    );
  }

  tensorTest('says what does not fit', () => {
    const conv = (images: Shape, filter: Shape, options?: Conv2DOptions) => () =>
      conv2d(zeros(images), zeros(filter), options);
    expect(conv([2, 5, 5] as number[] as Shape, [3, 3, 1, 1])).toThrow(ShapeError);
    expect(conv([2, 5, 5, 2], [3, 3, 1, 4])).toThrow(
      'conv2d: expected filter of shape [filterHeight, filterWidth, inChannels=2, outChannels], got [3, 3, 1, 4].',
    );
    expect(conv([2, 2, 5, 1], [3, 3, 1, 1], { padding: 'valid' })).toThrow(
      '3 × 3, as there is no padding, got 2 × 5',
    );
    for (const strides of [0, 1.5, [1, -1]] as const)
      expect(conv([2, 5, 5, 1], [3, 3, 1, 1], { strides })).toThrow('whole numbers from 1 on');
  });
});
