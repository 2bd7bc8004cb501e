import { closeTo, tensorTest } from '@reprise/testing';
import { describe, expect } from 'vitest';
import { valueAndGradients } from '../gradients.ts';
import { mul, sum, tensor1d, tensor2d, zeros, type Scalar, type Tensor2D } from '../ops.ts';
import { Rng } from '../rng.ts';
import { startEngine } from '../tf.ts';
import { penMixtureNll } from './penMixture.ts';

const { kernels } = await startEngine();
const OPTIONS = { leastDeviation: 1e-3, greatestCorrelation: 0.5 };

// That it is PyTorch's density is tested with the mixture of core, on both engines.
describe.skipIf(!kernels)('penMixtureNll (without fused kernels core has the equations)', () => {
  tensorTest('is the density of a case by hand', () => {
    // log(1 + eˣ) = 1 where x = log(e - 1), tanh(20) = 1: deviations of 1 and a correlation of a half.
    const one = Math.log(Math.E - 1);
    const outputs = tensor2d([[0, 7, 0, 0, one, one, 20]]);
    const nats = penMixtureNll(outputs, tensor2d([[1, -1, 1]]), { ...OPTIONS, leastDeviation: 1e-9 });
    const distance = (1 + 1 + 2 * 0.5) / 0.75;
    closeTo(nats, [distance / 2 + Math.log(2 * Math.PI * Math.sqrt(0.75)) + Math.log(2)], 'nats');
  });

  tensorTest('weighs its gradient by that of each row, and leaves nothing behind', () => {
    const outputs: Tensor2D = Rng.fromSeed(2013).normal([3, 15]);
    const targets = tensor2d([
      [0.1, 0.2, 1, 0, 0],
      [0.3, -1, 0, 1, 0],
      [0, 0, 0, 0, 1],
    ]);
    const gradientOf = (weights: number[]): Tensor2D => {
      const loss = (): Scalar => sum(mul(penMixtureNll(outputs, targets, OPTIONS), tensor1d(weights)));
      return valueAndGradients(loss, [outputs]).gradients[0] as Tensor2D;
    };
    const ones = gradientOf([1, 1, 1]);
    expect(ones.dataSync().filter((slope) => slope !== 0)).toHaveLength(15 + 15 + 3);
    closeTo(gradientOf([2, 0, -3]), mul(ones, tensor2d([[2], [0], [-3]])), 'gradient');
  });

  tensorTest('is told with its name and shapes what does not fit', () => {
    const nllOf = (outputs: Tensor2D, targets: Tensor2D, options = {}) =>
      penMixtureNll(outputs, targets, { ...OPTIONS, ...options });
    expect(() => nllOf(zeros([2, 12]), zeros([2, 3]))).toThrow('outputs of 6 K + 1 or 6 K + 3 columns');
    expect(() => nllOf(zeros([2, 7]), zeros([2, 5]))).toThrow(
      'ReprisePenMixture: expected targets of shape [2, 3], got [2, 5].',
    );
    expect(() => nllOf(zeros([2, 7]), zeros([2, 3]), { mask: zeros([3]) })).toThrow(
      'ReprisePenMixture: expected mask of shape [2], got [3].',
    );
    expect(() => nllOf(zeros([2, 7]), zeros([2, 3]), { greatestCorrelation: 1 })).toThrow(
      'a greatest_correlation between 0 and 1',
    );
  });
});
