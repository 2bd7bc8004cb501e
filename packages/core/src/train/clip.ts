import { addN, mul, scope, sqrt, square, sum, type Scalar, type Tensor } from '@reprise/engine';

/** Keeps the division finite for gradients of all zeros, as in PyTorch. */
const EPSILON = 1e-6;

/** The length of all gradients taken as one vector; not finite when one of their numbers is not. */
export function globalNorm(gradients: Iterable<Tensor>): Scalar {
  return scope(() => sqrt(addN([...gradients].map((gradient) => sum(square(gradient))))) as Scalar);
}

/**
 * Clipping by global norm (Pascanu et al. 2013): where `norm` is above `maxNorm`, every gradient is replaced by
 * one that is shorter by the factor `maxNorm / (norm + 1e-6)`, and the old one freed.
 * @param norm of the gradients, see {@link globalNorm}
 */
export function clipByGlobalNorm(gradients: Map<string, Tensor>, norm: number, maxNorm: number): void {
  const factor = maxNorm / (norm + EPSILON);
  if (!(factor < 1)) return;
  for (const [name, gradient] of gradients) {
    gradients.set(name, mul(gradient, factor));
    gradient.dispose();
  }
}
