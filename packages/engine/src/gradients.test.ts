import { closeTo, tensorTest } from '@reprise/testing';
import { describe, expect, it } from 'vitest';
import { valueAndGradients } from './gradients.ts';
import { gather, mul, relu, square, sum, tensor1d, tensor2d, zeros, type Scalar } from './ops.ts';
import { param } from './params.ts';
import { dispose, memory } from './scope.ts';

describe('valueAndGradients', () => {
  tensorTest('gives the value, a gradient for each tensor, and zeros where there is none', () => {
    const x = tensor1d([1, 2, 3]);
    const variable = param(tensor1d([4, 5, 6]));
    const unused = zeros([2, 2]);
    const loss = (): Scalar => sum(mul(square(x), variable));
    const { value, gradients } = valueAndGradients(loss, [x, variable, unused]);
    closeTo(value, 4 + 20 + 54, 'value');
    closeTo(gradients[0]!, [8, 20, 36], 'gradient of x');
    closeTo(gradients[1]!, [1, 4, 9], 'gradient of the variable');
    closeTo(
      gradients[2]!,
      [
        [0, 0],
        [0, 0],
      ],
      'gradient of what is not used',
    );
    variable.dispose();
  });

  it('leaves the value and the gradients behind, and nothing else', () => {
    const x = tensor1d([1, 2, 3]);
    const before = memory().tensors;
    const result = valueAndGradients(() => sum(square(mul(x, 2))), [x]);
    expect(memory().tensors - before).toBe(2);
    dispose([result, x]);
    expect(memory().tensors).toBe(before - 1);
  });

  tensorTest('lets through what ReLU lets through, and nothing where its input is 0', () => {
    const x = tensor1d([-2, 0, 3, 1e-30]);
    const loss = (): Scalar => sum(mul(relu(x), tensor1d([5, 6, 7, 8])));
    closeTo(valueAndGradients(loss, [x]).gradients[0]!, [0, 0, 7, 8], 'gradient');
  });

  // The engines differ here: WASM has no kernel of its own for it.
  tensorTest('adds up the rows of a table that a look-up used more than once', () => {
    const table = tensor2d([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    const weights = tensor2d([
      [1, 2],
      [10, 20],
      [100, 200],
      [1000, 2000],
    ]);
    const loss = (): Scalar => sum(mul(gather(table, tensor1d([2, 0, 2, 2], 'int32')), weights));
    const [gradient] = valueAndGradients(loss, [table]).gradients;
    closeTo(
      gradient!,
      [
        [10, 20],
        [0, 0],
        [1101, 2202],
      ],
      'gradient of the table',
    );
  });

  tensorTest('does the same for ids in two axes', () => {
    const table = tensor2d([[1], [2], [3]]);
    const ids = tensor2d(
      [
        [1, 1],
        [0, 1],
      ],
      [2, 2],
      'int32',
    );
    const [gradient] = valueAndGradients(() => sum(gather(table, ids)), [table]).gradients;
    closeTo(gradient!, [[1], [3], [0]], 'gradient of the table');
  });
});
