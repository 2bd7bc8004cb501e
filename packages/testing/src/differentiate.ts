import { add, addN, mul, namedParams, sum, valueAndGradients } from '@reprise/engine';
import type { Module, Rng, Scalar, Tensor } from '@reprise/engine';

export interface Differentiated {
  readonly values: readonly Tensor[];
  /** of the sum of all values, each times its weight; by the names of `wrt` */
  readonly gradients: ReadonlyMap<string, Tensor>;
}

/** What `run` gives, and the gradients of a loss that weighs every number of it. */
export function differentiate(
  run: () => readonly Tensor[],
  weights: readonly Tensor[],
  wrt: ReadonlyMap<string, Tensor>,
): Differentiated {
  const loss = (): Scalar => addN(run().map((value, index) => sum(mul(value, weights[index] as Tensor))));
  const { value, gradients } = valueAndGradients(loss, [...wrt.values()]);
  value.dispose();
  const names = [...wrt.keys()];
  return {
    values: run(),
    gradients: new Map(gradients.map((gradient, index) => [names[index] as string, gradient])),
  };
}

/** Weights for a loss over tensors of these shapes, such that no two of its terms are alike. */
export function drawWeights(values: readonly Tensor[], rng: Rng): Tensor[] {
  return values.map((value, index) => rng.fold('weights', index).normal(value.shape));
}

/** Moves every parameter away from the values that initialisers like, zero biases above all. */
export function shakeParams({ params }: Module, rng: Rng): void {
  for (const [name, variable] of namedParams(params)) {
    const noise = rng.fold(name).normal(variable.shape, 0, 0.3);
    const shaken = add(variable, noise);
    variable.assign(shaken);
    noise.dispose();
    shaken.dispose();
  }
}
