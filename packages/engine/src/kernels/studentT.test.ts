import { closeTo, tensorTest } from '@reprise/testing';
import { describe, expect } from 'vitest';
import { valueAndGradients } from '../gradients.ts';
import { sum, tensor, zeros, type Scalar } from '../ops.ts';
import { Rng } from '../rng.ts';
import { startEngine } from '../tf.ts';
import { studentTNll, type StudentTInputs } from './studentT.ts';

const { kernels } = await startEngine();
const OPTIONS = { leastWidth: 1e-4, leastFreedom: 2 };

function makeInputs(shape: number[]): StudentTInputs {
  const rng = Rng.fromSeed(1908);
  return {
    location: rng.fold('location').normal(shape),
    rawWidth: rng.fold('width').normal(shape),
    rawFreedom: rng.fold('freedom').normal(shape),
  };
}

// That it is PyTorch's density is tested with the distribution of core, on both engines.
describe.skipIf(!kernels)('studentTNll (without fused kernels core has the equations)', () => {
  tensorTest('is the density of a Cauchy-like case by hand, of any shape', () => {
    // log(1 + eˣ) = 1 where x = log(e - 1): three degrees of freedom, width 1.
    const one = Math.log(Math.E - 1);
    const inputs = { location: zeros([2, 1, 2]), rawWidth: tensor([[[one, one]], [[one, one]]]) };
    const values = tensor([[[0, 1]], [[-3, 10]]]);
    const nats = studentTNll({ ...inputs, rawFreedom: inputs.rawWidth }, values, {
      leastWidth: 1e-9,
      leastFreedom: 2,
    });
    const density = (t: number): number => 2 / (Math.PI * Math.sqrt(3) * (1 + t ** 2 / 3) ** 2);
    closeTo(
      nats,
      [[[-Math.log(density(0)), -Math.log(density(1))]], [[-Math.log(density(-3)), -Math.log(density(10))]]],
      'nats',
    );
  });

  tensorTest('has a gradient for those that want one, and leaves nothing behind', () => {
    const { location, rawWidth, rawFreedom } = makeInputs([3, 4]);
    const loss = (): Scalar =>
      sum(studentTNll({ location, rawWidth, rawFreedom }, location, OPTIONS)) as Scalar;
    const { gradients } = valueAndGradients(loss, [location, rawFreedom]);
    // The density is highest there.
    closeTo(gradients[0]!, zeros([3, 4]), 'gradient of the location');
    expect(gradients[1]!.dataSync().every((slope) => slope < 0)).toBe(true);
  });

  tensorTest('is told with its name and shapes what does not fit', () => {
    const inputs = makeInputs([3, 4]);
    expect(() => studentTNll(inputs, zeros([4, 3]), OPTIONS)).toThrow(
      'RepriseStudentT: expected values of shape [3, 4], got [4, 3].',
    );
    expect(() => studentTNll({ ...inputs, rawWidth: zeros([3]) }, zeros([3, 4]), OPTIONS)).toThrow(
      'RepriseStudentT: expected raw_width of shape [3, 4], got [3].',
    );
    expect(() => studentTNll(inputs, zeros([3, 4]), { ...OPTIONS, leastFreedom: 1 })).toThrow(
      'a least_freedom from 2 on',
    );
  });
});
