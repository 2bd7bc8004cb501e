import {
  add,
  concat,
  disposeParams,
  expandDims,
  mul,
  reshape,
  Rng,
  ShapeError,
  slice,
  sub,
  zeros,
  type Tensor2D,
  type Tensor3D,
} from '@reprise/engine';
import { closeTo, shakeParams, tensorTest } from '@reprise/testing';
import { describe, expect } from 'vitest';
import { CELL_KINDS } from '../nn/cellKind.ts';
import { lengthMask, maskSteps } from '../nn/sequence.ts';
import { Encoder, type Encoded, type EncoderOptions } from './encoder.ts';

const rng = Rng.fromSeed(1997);
const LENGTHS = [3, 5, 1, 0];
const TIME = 5;
const SIZES = {
  cell: 'lstm',
  inputSize: 3,
  hiddenSize: 4,
  numLayers: 2,
  bidirectional: true,
  dropout: 0,
} as const;

type Overrides = Partial<Omit<EncoderOptions, 'rng'>>;

function encoderTest(
  title: string,
  overrides: Overrides,
  body: (encoder: Encoder, xs: Tensor3D) => void,
): void {
  tensorTest(title, () => {
    const encoder = new Encoder({ ...SIZES, ...overrides, rng });
    shakeParams(encoder, rng.fold('shake'));
    body(encoder, rng.fold('xs').normal([LENGTHS.length, TIME, SIZES.inputSize]) as Tensor3D);
    disposeParams(encoder.params);
  });
}

function withGarbage(xs: Tensor3D): Tensor3D {
  const padding = expandDims(sub(1, lengthMask(LENGTHS, TIME)), 2);
  return add(maskSteps(xs, LENGTHS), mul(padding, 1e3)) as Tensor3D;
}

function sameEncoded(actual: Encoded, expected: Encoded, run: string): void {
  closeTo(actual.outputs, expected.outputs, `${run}: outputs`);
  actual.last.forEach((parts, layer) =>
    parts.forEach((part, index) => {
      closeTo(part, expected.last[layer]![index]!, `${run}: layer ${layer}, state ${index}`);
    }),
  );
}

describe('Encoder', () => {
  for (const cell of CELL_KINDS) {
    for (const bidirectional of [false, true]) {
      const title = `${bidirectional ? 'bidirectional ' : ''}${cell}`;

      encoderTest(
        `gives outputs and states of the sizes that it states: ${title}`,
        { cell, bidirectional },
        (encoder, xs) => {
          const { outputs, mask, last } = encoder.encode(xs, LENGTHS);
          expect(encoder.outputSize).toBe(bidirectional ? 8 : 4);
          expect(outputs.shape).toEqual([LENGTHS.length, TIME, encoder.outputSize]);
          expect(mask.shape).toEqual([LENGTHS.length, TIME]);
          expect(last.map((parts) => parts.map(({ shape }) => shape[1]))).toEqual(encoder.stateSizes);
          const sizes = cell === 'lstm' ? [encoder.outputSize, encoder.outputSize] : [encoder.outputSize];
          expect(encoder.stateSizes).toEqual([sizes, sizes]);
        },
      );

      encoderTest(
        `reads each source as if it were alone: ${title}`,
        { cell, bidirectional },
        (encoder, xs) => {
          const { outputs, last } = encoder.encode(withGarbage(xs), LENGTHS);
          LENGTHS.slice(0, 3).forEach((length, row) => {
            const alone = encoder.encode(slice(xs, [row, 0, 0], [1, length, -1]), [length]);
            const own = {
              outputs: slice(outputs, [row, 0, 0], [1, length, -1]),
              mask: alone.mask,
              last: last.map((parts) => parts.map((part) => slice(part, row, 1))),
            };
            sameEncoded(own, alone, `source ${row}`);
          });
        },
      );

      encoderTest(`ends where the top outputs end: ${title}`, { cell, bidirectional }, (encoder, xs) => {
        const { outputs, last } = encoder.encode(xs, LENGTHS);
        LENGTHS.slice(0, 3).forEach((length, row) => {
          const ahead = reshape(slice(outputs, [row, length - 1, 0], [1, 1, 4]), [1, 4]) as Tensor2D;
          const back = (): Tensor2D => reshape(slice(outputs, [row, 0, 4], [1, 1, 4]), [1, 4]) as Tensor2D;
          const expected = bidirectional ? concat([ahead, back()], 1) : ahead;
          closeTo(slice(last.at(-1)![0]!, row, 1), expected, `output of source ${row}`);
        });
      });
    }
  }

  encoderTest('marks the real positions, and has nothing in the padding', {}, (encoder, xs) => {
    const { outputs, mask, last } = encoder.encode(xs, LENGTHS);
    expect(mask.arraySync()).toEqual([
      [1, 1, 1, 0, 0],
      [1, 1, 1, 1, 1],
      [1, 0, 0, 0, 0],
      [0, 0, 0, 0, 0],
    ]);
    closeTo(maskSteps(outputs, LENGTHS), outputs, 'outputs');
    // An empty source is read in no step: all is as in the beginning.
    for (const part of last.flat()) closeTo(slice(part, 3, 1), zeros([1, 8]), 'state of the empty source');
  });

  encoderTest('drops between its layers, with an rng and from it alone', { dropout: 0.5 }, (encoder, xs) => {
    const run = (key?: Rng): Encoded => encoder.encode(xs, LENGTHS, key);
    const numbers = ({ outputs }: Encoded): number[] => [...outputs.dataSync()];
    const noised = run(Rng.fromSeed(1));
    expect(numbers(run(Rng.fromSeed(1)))).toEqual(numbers(noised));
    expect(numbers(run(Rng.fromSeed(2)))).not.toEqual(numbers(noised));
    expect(numbers(run())).not.toEqual(numbers(noised));
    expect(numbers(run())).toEqual(numbers(run()));
    // What enters the lowest layer is whole.
    run().last[0]!.forEach((part, index) => closeTo(noised.last[0]![index]!, part, 'the lowest layer'));
  });

  encoderTest('has nothing to drop with one layer', { dropout: 0.5, numLayers: 1 }, (encoder, xs) => {
    sameEncoded(encoder.encode(xs, LENGTHS, rng), encoder.encode(xs, LENGTHS), 'with an rng');
  });

  encoderTest('refuses inputs of another width', {}, (encoder) => {
    expect(() => encoder.encode(zeros([1, 2, 5]), [2])).toThrow(ShapeError);
  });
});
