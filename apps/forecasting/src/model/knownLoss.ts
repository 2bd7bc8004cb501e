import { div, mul, sum, tensor, type Scalar, type Tensor } from '@reprise/engine';

/**
 * The mean loss over what is known of a batch; 0 where nothing is.
 * @param losses [batch, steps], or [batch, steps, levels]
 * @param isKnown [batch, steps]: 1 where the value is known, else 0
 */
export function knownLoss(losses: Tensor, isKnown: Float32Array): Scalar {
  const [batch, steps, ...levels] = losses.shape as [number, number, ...number[]];
  const mask = tensor(isKnown, [batch, steps, ...levels.map(() => 1)]);
  const known = isKnown.reduce((count, one) => count + one, 0);
  const count = levels.reduce((product, size) => product * size, known);
  return div(sum(mul(losses, mask)), Math.max(1, count));
}
