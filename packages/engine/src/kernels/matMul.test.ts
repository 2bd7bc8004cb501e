import { closeTo, tensorTest } from '@reprise/testing';
import { describe, expect } from 'vitest';
import { valueAndGradients } from '../gradients.ts';
import { matMul, mul, sum, tensor, transpose, type Tensor2D } from '../ops.ts';
import { Rng } from '../rng.ts';
import { startEngine } from '../tf.ts';

const { engine } = await startEngine();

/** The product by its definition, in double precision. */
function definition(a: Tensor2D, b: Tensor2D): Tensor2D {
  const [rows, depth] = a.shape;
  const columns = b.shape[1];
  const [left, right] = [a.dataSync(), b.dataSync()];
  const at = (row: number, column: number): number => {
    let total = 0;
    for (let k = 0; k < depth; k++) {
      total += (left[row * depth + k] as number) * (right[k * columns + column] as number);
    }
    return total;
  };
  const values = Float32Array.from({ length: rows * columns }, (_, index) =>
    at(Math.floor(index / columns), index % columns),
  );
  return tensor(values, [rows, columns]);
}

describe.skipIf(engine === 'portable')('matMul of whole numbers (WebAssembly multiplies none)', () => {
  tensorTest('stays whole', () => {
    const product = matMul(tensor([1, 2, 3, 4], [2, 2], 'int32'), tensor([5, 6, 7, 8], [2, 2], 'int32'));
    expect(product.dtype).toBe('int32');
    expect([...product.dataSync()]).toEqual([19, 22, 43, 50]);
  });
});

describe('matMul', () => {
  for (const [rows, depth, columns] of [
    [1, 1, 1],
    [3, 40, 50],
    [32, 32, 32],
    [31, 33, 70],
    [40, 64, 33],
    [130, 77, 100],
    [33, 600, 47],
  ] as const) {
    const rng = Rng.fromSeed(11);
    const left = (): Tensor2D => rng.fold('left').normal([rows, depth]);
    const right = (): Tensor2D => rng.fold('right').normal([depth, columns]);

    tensorTest(
      `is its definition for ${rows} × ${depth} · ${depth} × ${columns}, either factor transposed`,
      () => {
        const [a, b] = [left(), right()];
        const expected = definition(a, b);
        const [turnedA, turnedB] = [transpose(a), transpose(b)];
        closeTo(matMul(a, b), expected, 'plain');
        closeTo(matMul(turnedA, b, true, false), expected, 'left transposed');
        closeTo(matMul(a, turnedB, false, true), expected, 'right transposed');
        closeTo(matMul(turnedA, turnedB, true, true), expected, 'both transposed');
      },
    );

    tensorTest(`has its gradients for ${rows} × ${depth} · ${depth} × ${columns}`, () => {
      const [a, b] = [left(), right()];
      const upstream: Tensor2D = rng.fold('upstream').normal([rows, columns]);
      const { gradients } = valueAndGradients(() => sum(mul(matMul(a, b), upstream)), [a, b]);
      closeTo(gradients[0] as Tensor2D, definition(upstream, transpose(b)), 'left');
      closeTo(gradients[1] as Tensor2D, definition(transpose(a), upstream), 'right');
    });
  }
});
