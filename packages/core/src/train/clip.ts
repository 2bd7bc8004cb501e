import { mul, type Tensor } from '@reprise/engine';

/** Keeps the division finite for gradients of all zeros, as in PyTorch. */
const EPSILON = 1e-6;

/**
 * What clipping by global norm (Pascanu et al. 2013) multiplies all gradients by: `maxNorm / (norm + 1e-6)` where
 * that is below 1, else 1.
 * @param norm of all gradients taken as one vector
 */
export function clipFactor(norm: number, maxNorm: number): number {
  const factor = maxNorm / (norm + EPSILON);
  return factor < 1 ? factor : 1;
}

/** Replaces every gradient by one that is `factor` times as long, and frees the old one. */
export function scaleGradients(gradients: Map<string, Tensor>, factor: number): void {
  if (factor === 1) return;
  for (const [name, gradient] of gradients) {
    gradients.set(name, mul(gradient, factor));
    gradient.dispose();
  }
}
