import type { Tensor } from '@tensorflow/tfjs-core';

/** A size: a number that must be met, or the name of an axis whose size is free (equal names, equal sizes). */
export type Size = number | string;

/** A tensor does not have the shape that an operation needs. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError';
}

/**
 * Checks a tensor's shape before the maths, since TensorFlow's own message for a wrong shape names neither
 * argument nor operation.
 *
 * @param who the operation, as in `LSTMCell.step`
 * @param argument the argument's name
 * @param expected one size an axis, for example `['batch', 'time', 512]`
 * @param sizes named sizes that are known already; the names of this check are added to it
 * @returns the named sizes
 * @throws ShapeError that names operation, argument, expected and given shape
 */
export function checkShape(
  who: string,
  argument: string,
  tensor: Tensor,
  expected: readonly Size[],
  sizes: Record<string, number> = {},
): Record<string, number> {
  const given = tensor.shape;
  const known = { ...sizes };
  const fits =
    given.length === expected.length &&
    expected.every((size, axis) => meets(size, given[axis] as number, sizes));
  if (fits) return sizes;
  const wanted = expected.map((size) =>
    typeof size === 'string' && size in known ? `${size}=${known[size]}` : size,
  );
  throw new ShapeError(
    `${who}: expected ${argument} of shape [${wanted.join(', ')}], got [${given.join(', ')}].`,
  );
}

function meets(expected: Size, given: number, sizes: Record<string, number>): boolean {
  if (typeof expected === 'number') return expected === given;
  const known = sizes[expected];
  if (known !== undefined) return known === given;
  sizes[expected] = given;
  return true;
}
