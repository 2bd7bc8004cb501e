import { tensor, type Tensor } from '@reprise/engine';
import { expect } from 'vitest';

/** Numbers in nested lists, as JSON has them. */
export type Nested = number | readonly Nested[];

/** What "equal" means up to 32 steps of time. */
export const TOLERANCE = 1e-5;

/** What "equal" means beyond 32 steps of time. */
export const LONG_TOLERANCE = 1e-4;

export function toTensor(values: Nested): Tensor {
  return tensor(values as number[]);
}

/**
 * Expects max|actual - expected| <= tolerance · max(1, max|expected|), and one shape.
 * @param name of the tensor, for the message
 */
export function closeTo(
  actual: Tensor,
  expected: Tensor | Nested,
  name: string,
  { tolerance = TOLERANCE }: { tolerance?: number } = {},
): void {
  const shape = isTensor(expected) ? expected.shape : shapeOf(expected);
  expect(actual.shape, `${name}: shape`).toEqual(shape);
  const ours = actual.dataSync();
  const oracle = isTensor(expected) ? expected.dataSync() : flatten(expected);
  let worst = 0;
  let worstDifference = 0;
  let largest = 1;
  for (let index = 0; index < oracle.length; index++) {
    const difference = Math.abs((ours[index] as number) - (oracle[index] as number));
    largest = Math.max(largest, Math.abs(oracle[index] as number));
    // Written so that NaN, which compares false, counts as the worst.
    if (difference <= worstDifference) continue;
    [worst, worstDifference] = [index, Number.isNaN(difference) ? Infinity : difference];
  }
  const allowed = tolerance * largest;
  const where = `${name}[${positionOf(worst, shape).join(', ')}]`;
  const message = `${where}: expected ${String(oracle[worst])}, got ${String(ours[worst])}, the worst of ${oracle.length}`;
  expect(worstDifference, message).toBeLessThanOrEqual(allowed);
}

function isTensor(values: Tensor | Nested): values is Tensor {
  return typeof values === 'object' && 'dataSync' in values;
}

function shapeOf(values: Nested): number[] {
  if (typeof values === 'number') return [];
  const [first] = values;
  return [values.length, ...(first === undefined ? [] : shapeOf(first))];
}

function flatten(values: Nested): number[] {
  return typeof values === 'number' ? [values] : values.flatMap(flatten);
}

function positionOf(index: number, shape: readonly number[]): number[] {
  const position: number[] = [];
  let rest = index;
  for (const size of [...shape].reverse()) {
    position.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return position;
}
