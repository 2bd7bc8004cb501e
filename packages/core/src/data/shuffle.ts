import { Rng } from '@reprise/engine';

/** What the order of an epoch is a function of. */
export interface EpochOrder {
  readonly seed: number;
  /** from 0 on */
  readonly epoch: number;
  /** the number of this process among `size`, from 0 on; by default 0 */
  readonly rank?: number;
  /** how many processes share the data, by default 1 */
  readonly size?: number;
}

/**
 * The numbers 0 … count - 1 in another random order each epoch. With several processes each gets its own share:
 * together they have every number once, and their counts differ by at most one.
 * @throws RangeError when rank is not below size
 */
export function shuffledOrder(count: number, { seed, epoch, rank = 0, size = 1 }: EpochOrder): Uint32Array {
  const order = Rng.fromSeed(seed).fold('shuffle', epoch).permutation(count);
  return shareOf(order, rank, size);
}

/**
 * The items of one process: every `size`-th, from number `rank` on.
 * @throws RangeError when rank is not below size
 */
export function shareOf<T extends Uint32Array | readonly unknown[]>(items: T, rank: number, size: number): T {
  if (!(Number.isInteger(rank) && Number.isInteger(size) && rank >= 0 && rank < size)) {
    throw new RangeError(
      `shareOf: expected whole numbers 0 <= rank < size, got rank ${rank} and size ${size}.`,
    );
  }
  return size === 1 ? items : (items.filter((_: unknown, index: number) => index % size === rank) as T);
}
