import { closeTo, tensorTest } from '@reprise/testing';
import { describe, expect } from 'vitest';
import { runNative } from '../native.ts';
import { scalar, tensor } from '../ops.ts';
import { Rng } from '../rng.ts';
import { startEngine } from '../tf.ts';
import { lerp } from './lerp.ts';

const { kernels } = await startEngine();

describe('lerp', () => {
  for (const shapes of [[[]], [[1], [17], [4, 5]], [[16385], [3], [500, 600]]]) {
    for (const weight of [0, 0.1, 1]) {
      tensorTest(`lies ${weight} of the way: ${JSON.stringify(shapes)}`, () => {
        const draw = (name: string) => shapes.map((shape) => Rng.fromSeed(1).fold(name).normal(shape));
        const [starts, ends] = [draw('starts'), draw('ends')];
        for (const [index, x] of lerp(starts, ends, weight).entries()) {
          const to = ends[index]!.dataSync();
          const expected = Array.from(
            starts[index]!.dataSync(),
            (from, at) => from + weight * (to[at]! - from),
          );
          closeTo(x, tensor(expected, shapes[index]), `${index}`);
        }
      });
    }
  }

  tensorTest('takes empty lists', () => {
    expect(lerp([], [], 0.5)).toEqual([]);
  });

  tensorTest('says which list does not fit', () => {
    expect(() => lerp([tensor([1])], [], 0.5)).toThrow('lerp: expected as many ends as starts (1), got 0.');
    expect(() => lerp([tensor([1])], [tensor([1, 2])], 0.5)).toThrow(
      'lerp: expected ends[0] of shape [1], got [2].',
    );
  });

  describe.skipIf(!kernels)('as an operation with lists of inputs (only where the kernels are)', () => {
    tensorTest('names the tensor of a list that does not fit', () => {
      const inputs = [tensor([1]), tensor([1, 2]), tensor([3]), tensor([4]), scalar(0.5)];
      expect(() => runNative('RepriseLerp', { N: { int: 2 } }, inputs, 2)).toThrow(
        /RepriseLerp: expected ends\[1\] of shape \[2\], got \[1\]/,
      );
      const last = [...inputs.slice(0, 2), ...inputs.slice(0, 2), tensor([0.5])];
      expect(() => runNative('RepriseLerp', { N: { int: 2 } }, last, 2)).toThrow(
        /expected weight of shape \[\], got \[1\]/,
      );
    });

    tensorTest('refuses lists of another length than it was told', () => {
      const inputs = [tensor([1]), tensor([1]), scalar(0.5)];
      expect(() => runNative('RepriseLerp', { N: { int: 2 } }, inputs, 2)).toThrow(/RepriseLerp|inputs/);
    });
  });
});
