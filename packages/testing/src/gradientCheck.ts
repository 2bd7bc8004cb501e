import { Rng, scope, tensor, type Tensor, type Variable } from '@reprise/engine';
import { expect } from 'vitest';
import { differentiate, drawWeights } from './differentiate.ts';

/** A power of two: adding it to a number of like size loses few bits. */
const STEP = 2 ** -5;
const DIRECTIONS = 3;
const ALLOWED = 3e-4;

/**
 * Compares the gradients of `run` with finite differences, for each of the variables that it depends on.
 *
 * Float32 leaves 24 bits, which a plain difference quotient loses. Four things make it work all the same: the loss
 * is not differenced, its terms are, one by one, and only their differences are added up (in float64), so that what
 * cancels is as small as one output; the slope is taken along a few random directions of length 1 in each tensor, not
 * along single coordinates, so that it is seldom small; the distance is the one that float32 really moved; and
 * Richardson's extrapolation from two steps leaves an error of the step's fourth power, so that the steps may be large.
 * It sees errors from about 3e-4 on: it says whether a derivative is the right one, an oracle says how exact it is.
 * Functions with kinks (ReLU) are no use here.
 */
export function gradientCheck(run: () => readonly Tensor[], wrt: ReadonlyMap<string, Variable>): void {
  scope(() => {
    const rng = Rng.fromSeed(271828);
    const weights = drawWeights(run(), rng);
    const { gradients } = differentiate(run, weights, wrt);
    const flatWeights = weights.map((weight) => weight.dataSync());
    for (const [name, variable] of wrt) {
      const gradient = (gradients.get(name) as Tensor).dataSync();
      for (let index = 0; index < DIRECTIONS; index++) {
        const direction = drawDirection(variable.size, rng.fold(name, index));
        const coarse = slopeAlong(run, variable, direction, STEP, flatWeights);
        const fine = slopeAlong(run, variable, direction, STEP / 2, flatWeights);
        const slope = (4 * fine - coarse) / 3;
        const ours = direction.reduce((sum, component, at) => sum + component * (gradient[at] as number), 0);
        const message = `gradient of ${name}, direction ${index}: differences give ${slope}, the gradient ${ours}`;
        expect(Math.abs(ours - slope), message).toBeLessThanOrEqual(ALLOWED * Math.max(1, Math.abs(slope)));
      }
    }
  });
}

function drawDirection(size: number, rng: Rng): Float64Array {
  return Float64Array.from(rng.words(size), (word) => (word & 1 ? 1 : -1) / Math.sqrt(size));
}

/** The weighted sum of the outputs' differences over the distance between `variable ± step · direction`. */
function slopeAlong(
  run: () => readonly Tensor[],
  variable: Variable,
  direction: Float64Array,
  step: number,
  weights: readonly ArrayLike<number>[],
): number {
  const middle = variable.dataSync().slice();
  const outputsAt = (values: ArrayLike<number>): ArrayLike<number>[] =>
    scope(() => {
      variable.assign(tensor(Float32Array.from(values), variable.shape));
      return run().map((output) => output.dataSync().slice());
    });
  const above = Float32Array.from(middle, (value, at) => value + step * (direction[at] as number));
  const below = Float32Array.from(middle, (value, at) => value - step * (direction[at] as number));
  const distance = above.reduce(
    (sum, value, at) => sum + (value - (below[at] as number)) * (direction[at] as number),
    0,
  );
  const [outputsAbove, outputsBelow] = [outputsAt(above), outputsAt(below)];
  outputsAt(middle);
  let rise = 0;
  weights.forEach((weight, part) => {
    for (let at = 0; at < weight.length; at++) {
      const difference = (outputsAbove[part]?.[at] as number) - (outputsBelow[part]?.[at] as number);
      rise += (weight[at] as number) * difference;
    }
  });
  return rise / distance;
}
