import { gradientCheck, tensorTest } from '@reprise/testing';
import { describe, expect, it } from 'vitest';
import type { Tensor, Tensor1D, Tensor2D, Tensor3D, Variable } from '../ops.ts';
import { param } from '../params.ts';
import { Rng } from '../rng.ts';
import { startEngine } from '../tf.ts';
import { gru, hasGru, type GruOptions } from './gru.ts';
import type { OutputLayerInputs } from './outputLayer.ts';

// That it equals GRUCell's equations, PyTorch and finite differences is tested with the cells, in core.

const [BATCH, TIME, INPUT, HIDDEN] = [3, 4, 2, 3];
const GATES = 3;
const { kernels } = await startEngine();

function makeInputs(): OutputLayerInputs & Record<string, Variable> {
  const rng = Rng.fromSeed(2014);
  // Small enough that gates are not so bent that differences of float32 miss their slope.
  const draw = (name: string, shape: number[]): Variable => param(rng.fold(name).normal(shape, 0, 0.5));
  return {
    xs: draw('xs', [BATCH, TIME, INPUT]) as Variable & Tensor3D,
    h0: draw('h0', [BATCH, HIDDEN]) as Variable & Tensor2D,
    weightIh: draw('weightIh', [GATES * HIDDEN, INPUT]) as Variable & Tensor2D,
    weightHh: draw('weightHh', [GATES * HIDDEN, HIDDEN]) as Variable & Tensor2D,
    biasIh: draw('biasIh', [GATES * HIDDEN]) as Variable & Tensor1D,
    biasHh: draw('biasHh', [GATES * HIDDEN]) as Variable & Tensor1D,
  };
}

describe('gru', () => {
  it('is there where the fused kernels are', () => {
    expect(hasGru()).toBe(kernels !== undefined);
  });

  describe.skipIf(!kernels)('as one operation (without fused kernels cells loop over their steps)', () => {
    const options: readonly (GruOptions & { title: string })[] = [
      { title: 'full' },
      { title: 'ragged', lengths: [4, 0, 2] },
      { title: 'reversed', lengths: [1, 4, 3], reverse: true },
      { title: 'reset before', reset: 'before' },
      { title: 'reset before, ragged and reversed', reset: 'before', lengths: [4, 0, 2], reverse: true },
    ];
    for (const { title, ...given } of options) {
      tensorTest(`has the gradients of its differences, for every input and output: ${title}`, () => {
        const inputs = makeInputs();
        const run = (): Tensor[] => {
          const { outputs, lastH } = gru(inputs, given);
          return [outputs, lastH];
        };
        gradientCheck(run, new Map(Object.entries(inputs)));
        Object.values(inputs).forEach((input) => input.dispose());
      });
    }

    tensorTest('says which input does not fit', () => {
      const inputs = makeInputs();
      expect(() => gru({ ...inputs, weightHh: inputs.weightIh })).toThrow(
        /RepriseGru: expected weight_hh of shape \[9, 3\], got \[9, 2\]/,
      );
      expect(() => gru(inputs, { lengths: [1, 2, 5] })).toThrow(/expected lengths from 0 to 4, got 5/);
      Object.values(inputs).forEach((input) => input.dispose());
    });
  });
});
