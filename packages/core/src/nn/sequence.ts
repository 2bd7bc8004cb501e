import { add, gather, mul, reshape, tensor1d, tensor2d, type Tensor2D, type Tensor3D } from '@reprise/engine';

/** Whether some sequence is shorter than the time axis. */
export function isRagged(lengths: ArrayLike<number> | undefined, time: number): lengths is ArrayLike<number> {
  return lengths !== undefined && Array.from(lengths).some((length) => length < time);
}

/**
 * @param who asks, for the message
 * @throws RangeError unless there is a length for each sequence, from 0 to `time`
 */
export function checkLengths(
  who: string,
  lengths: ArrayLike<number> | undefined,
  batchSize: number,
  time: number,
): void {
  if (!lengths) return;
  if (lengths.length !== batchSize) {
    throw new RangeError(`${who}: expected ${batchSize} lengths, one a sequence, got ${lengths.length}.`);
  }
  const wrong = Array.from(lengths).findIndex(
    (length) => !Number.isInteger(length) || length < 0 || length > time,
  );
  if (wrong >= 0) {
    throw new RangeError(
      `${who}: expected lengths from 0 to ${time}, got ${lengths[wrong]} for sequence ${wrong}.`,
    );
  }
}

/** 1 for a real step, 0 for padding: [batch, time]. */
export function lengthMask(lengths: ArrayLike<number>, time: number): Tensor2D {
  const mask = new Float32Array(lengths.length * time);
  for (let row = 0; row < lengths.length; row++)
    mask.fill(1, row * time, row * time + (lengths[row] as number));
  return tensor2d(mask, [lengths.length, time]);
}

/** Sets the padded steps of [batch, time, features] to zero, and with them their gradient. */
export function maskSteps(xs: Tensor3D, lengths: ArrayLike<number> | undefined): Tensor3D {
  const [batchSize, time] = xs.shape;
  if (!isRagged(lengths, time)) return xs;
  const mask = lengthMask(lengths, time);
  return mul(xs, reshape(mask, [batchSize, time, 1])) as Tensor3D;
}

/**
 * Each sequence's last real step; for a sequence of no steps the state that it started from.
 * @param steps [batch, time, size], the state after every step
 * @param initial [batch, size]
 * @returns [batch, size]
 */
export function lastStep(steps: Tensor3D, initial: Tensor2D, lengths?: ArrayLike<number>): Tensor2D {
  const [batchSize, time, size] = steps.shape;
  const ends = Array.from({ length: batchSize }, (_, row) => lengths?.[row] ?? time);
  const rows = ends.map((end, row) => row * time + Math.max(end - 1, 0));
  const last = gather(reshape(steps, [batchSize * time, size]), tensor1d(rows, 'int32')) as Tensor2D;
  return unlessEmpty(last, initial, ends);
}

/** Rows of `last` for sequences that have steps, of `initial` for those that have none; both [batch, size]. */
export function unlessEmpty(
  last: Tensor2D,
  initial: Tensor2D,
  lengths: ArrayLike<number> | undefined,
): Tensor2D {
  const ends = Array.from(lengths ?? []);
  if (!ends.includes(0)) return last;
  const column = (isSet: (end: number) => boolean): Tensor2D =>
    tensor2d(
      ends.map((end) => (isSet(end) ? 1 : 0)),
      [ends.length, 1],
    );
  const moved = column((end) => end > 0);
  return add(
    mul(last, moved),
    mul(
      initial,
      column((end) => end === 0),
    ),
  ) as Tensor2D;
}
