import {
  add,
  globalNorm,
  mul,
  scope,
  stack,
  valueAndGradients,
  type Scalar,
  type Tensor,
  type Variable,
} from '@reprise/engine';
import type { Batch } from './fitOptions.ts';

/** Groups of `size` items; the last one may be smaller. Never reads further than the group it gives. */
export async function* groupsOf<T>(items: AsyncIterable<T> | Iterable<T>, size: number): AsyncGenerator<T[]> {
  let group: T[] = [];
  for await (const item of items) {
    group.push(item);
    if (group.length < size) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

/**
 * Loss and gradients of several batches as if they were one: the mean over their tokens.
 * @param lossOf the mean over the tokens of one batch
 * @returns tensors of the caller's
 */
export function meanGradients<B extends Batch>(
  params: ReadonlyMap<string, Variable>,
  batches: readonly B[],
  lossOf: (batch: B, index: number) => Scalar,
): { loss: Scalar; gradients: Map<string, Tensor>; tokens: number } {
  const tokens = batches.reduce((sum, batch) => sum + batch.tokens, 0);
  if (!(tokens > 0)) throw new RangeError(`fit: expected batches with tokens in them, got ${tokens} in all.`);
  const variables = [...params.values()];
  const sums = scope(() => {
    let sum: Tensor[] = [];
    for (const [index, batch] of batches.entries()) {
      // Scaling the loss scales all gradients.
      const share = batch.tokens / tokens;
      const scaled = (): Scalar => (share === 1 ? lossOf(batch, index) : mul(lossOf(batch, index), share));
      const { value, gradients } = valueAndGradients(scaled, variables);
      const part = [value, ...gradients];
      sum = index === 0 ? part : addAndFree(sum, part);
    }
    return sum;
  });
  const [loss, ...gradients] = sums as [Scalar, ...Tensor[]];
  return {
    loss,
    gradients: new Map([...params.keys()].map((name, index) => [name, gradients[index] as Tensor])),
    tokens,
  };
}

function addAndFree(sum: readonly Tensor[], part: readonly Tensor[]): Tensor[] {
  return sum.map((x, index) => {
    const y = part[index] as Tensor;
    const total = add(x, y);
    x.dispose();
    y.dispose();
    return total;
  });
}

/** Loss and global norm in one read, since each one waits for the engine. The loss is freed. */
export function readLossAndNorm(
  loss: Scalar,
  gradients: ReadonlyMap<string, Tensor>,
): { loss: number; norm: number } {
  const [value, norm] = scope(() => stack([loss, globalNorm([...gradients.values()])]).dataSync());
  loss.dispose();
  return { loss: value as number, norm: norm as number };
}
