import { closeTo, gradientCheck, tensorTest } from '@reprise/testing';
import { describe, expect, it } from 'vitest';
import { valueAndGradients } from '../gradients.ts';
import {
  mul,
  slice,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  type Variable,
} from '../ops.ts';
import { param } from '../params.ts';
import { Rng } from '../rng.ts';
import { startEngine } from '../tf.ts';
import { hasLstm, lstm, type LstmInputs, type LstmOptions } from './lstm.ts';

// That it equals LSTMCell's equations, PyTorch and finite differences is tested with the cells, in core.

const [BATCH, TIME, INPUT, HIDDEN] = [3, 4, 2, 3];
const { kernels } = await startEngine();

function makeInputs(gates = 4): LstmInputs & Record<string, Variable> {
  const rng = Rng.fromSeed(1997);
  const draw = (name: string, shape: number[]): Variable => param(rng.fold(name).normal(shape));
  return {
    xs: draw('xs', [BATCH, TIME, INPUT]) as Variable & Tensor3D,
    h0: draw('h0', [BATCH, HIDDEN]) as Variable & Tensor2D,
    c0: draw('c0', [BATCH, HIDDEN]) as Variable & Tensor2D,
    weightIh: draw('weightIh', [gates * HIDDEN, INPUT]) as Variable & Tensor2D,
    weightHh: draw('weightHh', [gates * HIDDEN, HIDDEN]) as Variable & Tensor2D,
    biasIh: draw('biasIh', [gates * HIDDEN]) as Variable & Tensor1D,
    biasHh: draw('biasHh', [gates * HIDDEN]) as Variable & Tensor1D,
  };
}

describe('lstm', () => {
  it('is there where the fused kernels are', () => {
    expect(hasLstm()).toBe(kernels !== undefined);
  });

  describe.skipIf(!kernels)('as one operation (without fused kernels cells loop over their steps)', () => {
    const options: readonly (LstmOptions & { title: string })[] = [
      { title: 'full' },
      { title: 'ragged', lengths: [4, 0, 2] },
      { title: 'reversed', lengths: [1, 4, 3], reverse: true },
      { title: 'coupled', coupled: true },
    ];
    for (const { title, ...given } of options) {
      tensorTest(`has the gradients of its differences, for every input and output: ${title}`, () => {
        const inputs = makeInputs(given.coupled ? 3 : 4);
        gradientCheck(
          () => {
            const { outputs, lastH, lastC } = lstm(inputs, given);
            return [outputs, lastH, lastC];
          },
          new Map(Object.entries(inputs)),
        );
        Object.values(inputs).forEach((input) => input.dispose());
      });
    }

    // Few sequences go through large weights together, the threads sharing the units; more are dealt out to the threads.
    tensorTest('is the same for sequences by themselves and among others, with weights past a cache', () => {
      const [few, many, size] = [13, 40, 260];
      const rng = Rng.fromSeed(4);
      const draw = (name: string, shape: number[], scale: number): Tensor =>
        mul(rng.fold(name).normal(shape), scale);
      const weights = {
        weightIh: draw('weightIh', [4 * size, size], 0.05) as Tensor2D,
        weightHh: draw('weightHh', [4 * size, size], 0.05) as Tensor2D,
        biasIh: draw('biasIh', [4 * size], 0.1) as Tensor1D,
        biasHh: draw('biasHh', [4 * size], 0.1) as Tensor1D,
      };
      const xs = draw('xs', [many, TIME, size], 1) as Tensor3D;
      const h0 = draw('h0', [many, size], 1) as Tensor2D;
      const c0 = draw('c0', [many, size], 1) as Tensor2D;
      const upstream = draw('upstream', [few, TIME, size], 1) as Tensor3D;
      const lengths = Array.from({ length: many }, (_, row) => row % (TIME + 1));
      const run = (rows: number): { value: Tensor; gradients: Tensor[] } => {
        const part = { xs: slice(xs, 0, rows), h0: slice(h0, 0, rows), c0: slice(c0, 0, rows) };
        return valueAndGradients(() => {
          const { outputs } = lstm({ ...part, ...weights }, { lengths: lengths.slice(0, rows) });
          return sum(mul(slice(outputs, 0, few), upstream));
        }, [...Object.values(part), ...Object.values(weights)]);
      };
      const [alone, among] = [run(few), run(many)];
      closeTo(alone.value, among.value, 'value');
      alone.gradients.forEach((gradient, index) => {
        const other = among.gradients[index] as Tensor;
        closeTo(gradient, index < 3 ? slice(other, 0, few) : other, `gradient ${index}`);
      });
    });

    tensorTest('says which input does not fit', () => {
      const inputs = makeInputs();
      expect(() => lstm({ ...inputs, weightHh: inputs.weightIh })).toThrow(
        /RepriseLstm: expected weight_hh of shape \[12, 3\], got \[12, 2\]/,
      );
      expect(() => lstm(inputs, { lengths: [1, 2, 5] })).toThrow(/expected lengths from 0 to 4, got 5/);
      Object.values(inputs).forEach((input) => input.dispose());
    });
  });
});
