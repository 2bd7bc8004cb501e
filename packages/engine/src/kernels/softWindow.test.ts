import { closeTo, gradientCheck, tensorTest } from '@reprise/testing';
import { describe, expect, it } from 'vitest';
import { valueAndGradients } from '../gradients.ts';
import {
  sum,
  tensor,
  tensor3d,
  zeros,
  type Scalar,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  type Variable,
} from '../ops.ts';
import { param } from '../params.ts';
import { Rng } from '../rng.ts';
import { startEngine } from '../tf.ts';
import {
  hasSoftWindow,
  softWindow,
  type SoftWindowInputs,
  type SoftWindowKernelOptions,
} from './softWindow.ts';

// That it equals SoftWindowLSTM's equations and PyTorch is tested with the layer, in core.

const [BATCH, TIME, INPUT, HIDDEN, MEMORY, COMPONENTS, CHARACTERS] = [3, 4, 2, 3, 5, 2, 4];
const OPTIONS: SoftWindowKernelOptions = { stepScale: 0.5 };
const { kernels } = await startEngine();

type Leaves = SoftWindowInputs & Record<string, Variable>;

function makeInputs({
  batch = BATCH,
  time = TIME,
  characters = CHARACTERS,
  gates = 4 * HIDDEN,
} = {}): Leaves {
  const rng = Rng.fromSeed(2013);
  const draw = (name: string, shape: number[]): Variable => param(rng.fold(name).normal(shape, 0, 0.7));
  return {
    xs: draw('xs', [batch, time, INPUT]) as Variable & Tensor3D,
    output0: draw('output0', [batch, HIDDEN + MEMORY]) as Variable & Tensor2D,
    c0: draw('c0', [batch, HIDDEN]) as Variable & Tensor2D,
    kappa0: draw('kappa0', [batch, COMPONENTS]) as Variable & Tensor2D,
    phi0: draw('phi0', [batch, characters]) as Variable & Tensor2D,
    memory: draw('memory', [batch, characters, MEMORY]) as Variable & Tensor3D,
    weightX: draw('weightX', [gates, INPUT]) as Variable & Tensor2D,
    weightWindow: draw('weightWindow', [gates, MEMORY]) as Variable & Tensor2D,
    weightHh: draw('weightHh', [gates, HIDDEN]) as Variable & Tensor2D,
    biasIh: draw('biasIh', [gates]) as Variable & Tensor1D,
    biasHh: draw('biasHh', [gates]) as Variable & Tensor1D,
    weightGaussians: draw('weightGaussians', [3 * COMPONENTS, HIDDEN]) as Variable & Tensor2D,
    biasGaussians: draw('biasGaussians', [3 * COMPONENTS]) as Variable & Tensor1D,
  };
}

/** Texts of 4, 2 and 3 characters. */
const makeMask = (): Tensor2D =>
  tensor([
    [1, 1, 1, 1],
    [1, 1, 0, 0],
    [1, 1, 1, 0],
  ]) as Tensor2D;

const resultsOf = (inputs: SoftWindowInputs, mask: Tensor2D, options: SoftWindowKernelOptions): Tensor[] => {
  const { outputs, lastOutput, lastC, lastKappa, lastPhi } = softWindow(inputs, mask, options);
  return [outputs, lastOutput, lastC, lastKappa, lastPhi];
};

describe('softWindow', () => {
  it('is there where the fused kernels are', () => {
    expect(hasSoftWindow()).toBe(kernels !== undefined);
  });

  describe.skipIf(!kernels)('as one operation (without fused kernels layers loop over their steps)', () => {
    function inputsTest(
      title: string,
      body: (inputs: Leaves) => void,
      sizes: Parameters<typeof makeInputs>[0] = {},
    ): void {
      tensorTest(title, () => {
        const inputs = makeInputs(sizes);
        body(inputs);
        Object.values(inputs).forEach((input) => input.dispose());
      });
    }

    const variants: readonly (Partial<SoftWindowKernelOptions> & { title: string })[] = [
      { title: 'full' },
      { title: 'ragged', lengths: [4, 0, 2] },
      { title: 'reversed', lengths: [1, 4, 3], reverse: true },
      { title: 'coupled', coupled: true },
    ];
    for (const { title, ...given } of variants) {
      inputsTest(
        `has the gradients of its differences, for every input and output: ${title}`,
        (inputs) => {
          const run = (): Tensor[] => resultsOf(inputs, makeMask(), { ...OPTIONS, ...given });
          gradientCheck(run, new Map(Object.entries(inputs)));
        },
        { gates: (given.coupled ? 3 : 4) * HIDDEN },
      );
    }

    inputsTest('gives the same whether something is to be learned or not', (inputs) => {
      const options = { ...OPTIONS, lengths: [4, 0, 2] };
      const plain = resultsOf(inputs, makeMask(), options);
      let learned: number[][] = [];
      const { gradients } = valueAndGradients(() => {
        const results = resultsOf(inputs, makeMask(), options);
        learned = results.map((result) => [...result.dataSync()]);
        return sum(results[0]!) as Scalar;
      }, [inputs.memory as Tensor]);
      expect(gradients[0]!.dataSync().every(Number.isFinite)).toBe(true);
      expect(plain.map((result) => [...result.dataSync()])).toEqual(learned);
    });

    inputsTest('never reads what stands in the padding of texts', (inputs) => {
      const values = inputs.memory.arraySync();
      values[1]![3] = values[1]![3]!.map(() => NaN);
      const sick = { ...inputs, memory: param(tensor3d(values)) };
      const run = (given: SoftWindowInputs) => () =>
        sum(softWindow(given, makeMask(), OPTIONS).outputs) as Scalar;
      const [clean, actual] = [inputs, sick].map((given) =>
        valueAndGradients(run(given), [given.memory, given.xs]),
      );
      closeTo(actual!.value, clean!.value, 'loss');
      actual!.gradients.forEach((gradient, at) => closeTo(gradient, clean!.gradients[at]!, `gradient ${at}`));
      sick.memory.dispose();
    });

    for (const sizes of [{ batch: 0 }, { time: 0 }, { characters: 0 }])
      inputsTest(
        `of nothing gives nothing, and gradients of zero: ${JSON.stringify(sizes)}`,
        (inputs) => {
          const [batch, characters] = inputs.phi0.shape;
          const [time] = [inputs.xs.shape[1]];
          const mask = zeros([batch, characters]) as Tensor2D;
          const { outputs, lastOutput } = softWindow(inputs, mask, OPTIONS);
          expect(outputs.shape).toEqual([batch, time, HIDDEN + MEMORY]);
          if (time === 0) closeTo(lastOutput, inputs.output0 as Tensor, 'the last state is the first');
          const { gradients } = valueAndGradients(
            () => sum(softWindow(inputs, mask, OPTIONS).outputs) as Scalar,
            [inputs.weightGaussians as Tensor, inputs.biasGaussians as Tensor],
          );
          closeTo(gradients[0]!, zeros([3 * COMPONENTS, HIDDEN]), 'the gradient of the weights');
          closeTo(gradients[1]!, zeros([3 * COMPONENTS]), 'the gradient of the biases');
        },
        sizes,
      );

    inputsTest('says which input does not fit', (inputs) => {
      const wrong: readonly (readonly [keyof SoftWindowInputs, number[], string])[] = [
        ['output0', [3, 7], 'output0 of shape [3, 8], got [3, 7]'],
        ['memory', [3, 5, 5], 'mask of shape [3, 5], got [3, 4]'],
        ['memory', [2, 4, 5], 'memory of shape [3, 4, 5], got [2, 4, 5]'],
        ['phi0', [3, 3], 'phi0 of shape [3, 4], got [3, 3]'],
        ['kappa0', [3, 3], 'weight_gaussians of shape [9, 3], got [6, 3]'],
        ['weightWindow', [12, 4], 'weight_window of shape [12, 5], got [12, 4]'],
        ['biasGaussians', [5], 'bias_gaussians of shape [6], got [5]'],
      ];
      for (const [name, shape, message] of wrong) {
        const given = { ...inputs, [name]: zeros(shape) } as SoftWindowInputs;
        expect(() => softWindow(given, makeMask(), OPTIONS), name).toThrow(
          `RepriseSoftWindow: expected ${message}.`,
        );
      }
      expect(() => softWindow(inputs, makeMask(), { ...OPTIONS, lengths: [1, 2, 5] })).toThrow(
        /RepriseSoftWindow: expected lengths from 0 to 4, got 5/,
      );
    });
  });
});
