import { gradientCheck, tensorTest } from '@reprise/testing';
import { describe, expect, it } from 'vitest';
import { mul, type Tensor, type Tensor1D, type Tensor2D, type Tensor3D, type Variable } from '../ops.ts';
import { param } from '../params.ts';
import { Rng } from '../rng.ts';
import { startEngine } from '../tf.ts';
import { elman, hasElman, type ElmanKernelOptions } from './elman.ts';
import type { OutputLayerInputs } from './outputLayer.ts';

// That it equals ElmanCell's equations, PyTorch and finite differences is tested with the cells, in core.

const [BATCH, TIME, INPUT, HIDDEN] = [3, 4, 2, 3];
const { kernels } = await startEngine();

function makeInputs(): OutputLayerInputs & Record<string, Variable> {
  const rng = Rng.fromSeed(1990);
  // Small enough that gates are not so bent that differences of float32 miss their slope.
  const draw = (name: string, shape: number[]): Variable => param(rng.fold(name).normal(shape, 0, 0.5));
  return {
    xs: draw('xs', [BATCH, TIME, INPUT]) as Variable & Tensor3D,
    h0: draw('h0', [BATCH, HIDDEN]) as Variable & Tensor2D,
    weightIh: draw('weightIh', [HIDDEN, INPUT]) as Variable & Tensor2D,
    weightHh: draw('weightHh', [HIDDEN, HIDDEN]) as Variable & Tensor2D,
    biasIh: draw('biasIh', [HIDDEN]) as Variable & Tensor1D,
    biasHh: draw('biasHh', [HIDDEN]) as Variable & Tensor1D,
  };
}

describe('elman', () => {
  it('is there where the fused kernels are', () => {
    expect(hasElman()).toBe(kernels !== undefined);
  });

  describe.skipIf(!kernels)('as one operation (without fused kernels cells loop over their steps)', () => {
    const options: readonly (ElmanKernelOptions & { title: string })[] = [
      { title: 'full' },
      { title: 'ragged', lengths: [4, 0, 2] },
      { title: 'reversed', lengths: [1, 4, 3], reverse: true },
    ];
    for (const { title, ...given } of options) {
      tensorTest(`has the gradients of its differences, for every input and output: ${title}`, () => {
        const inputs = makeInputs();
        const run = (): Tensor[] => {
          const { outputs, lastH } = elman(inputs, given);
          return [outputs, lastH];
        };
        gradientCheck(run, new Map(Object.entries(inputs)));
        Object.values(inputs).forEach((input) => input.dispose());
      });
    }

    tensorTest('with ReLU never goes below zero, and lets NaN through', () => {
      const inputs = makeInputs();
      const outputs = elman(inputs, { activation: 'relu' }).outputs.dataSync();
      expect(outputs.every((output) => output >= 0)).toBe(true);
      expect(outputs.some((output) => output > 0.1)).toBe(true);
      const broken = elman({ ...inputs, h0: mul(inputs.h0, NaN) }, { activation: 'relu' });
      expect(broken.lastH.dataSync().every(Number.isNaN)).toBe(true);
      Object.values(inputs).forEach((input) => input.dispose());
    });

    tensorTest('says which input does not fit', () => {
      const inputs = makeInputs();
      expect(() => elman({ ...inputs, weightHh: inputs.weightIh })).toThrow(
        /RepriseElman: expected weight_hh of shape \[3, 3\], got \[3, 2\]/,
      );
      expect(() => elman(inputs, { lengths: [1, 2, 5] })).toThrow(/expected lengths from 0 to 4, got 5/);
      Object.values(inputs).forEach((input) => input.dispose());
    });
  });
});
