import type { Tensor } from '@tensorflow/tfjs-core';

/**
 * Checks that lists of tensors go together: each as long as the first one, and of its shapes.
 * @throws RangeError that names the first difference
 */
export function checkAlike(who: string, lists: Readonly<Record<string, readonly Tensor[]>>): void {
  const [[firstName, first], ...others] = Object.entries(lists) as [[string, readonly Tensor[]]];
  for (const [name, list] of others as [string, readonly Tensor[]][]) {
    if (list.length !== first.length) {
      throw new RangeError(
        `${who}: expected as many ${name} as ${firstName} (${first.length}), got ${list.length}.`,
      );
    }
    for (const [index, { shape }] of first.entries()) {
      const given = (list[index] as Tensor).shape;
      if (given.length === shape.length && given.every((size, axis) => size === shape[axis])) continue;
      throw new RangeError(
        `${who}: expected ${name}[${index}] of shape [${shape.join(', ')}], got [${given.join(', ')}].`,
      );
    }
  }
}
