/**
 * Numbers of consecutive steps that are fetched each time they are asked for: from a file, or computed. What is made of
 * them should not be kept for all series at once.
 *
 * A class, as there may be a million of them: each takes some fifty bytes.
 */
export class LazyValues {
  readonly length: number;
  readonly #fetch: (from: number, to: number) => Float64Array;
  readonly #from: number;

  /**
   * @param fetch the numbers of the places from `from` to before `to`
   * @param from the place of the first one
   */
  constructor(fetch: (from: number, to: number) => Float64Array, from: number, length: number) {
    this.#fetch = fetch;
    this.#from = from;
    this.length = length;
  }

  /** A part, which is fetched when it is read; indices as those of `Float64Array.subarray`. */
  subarray(begin = 0, end = this.length): LazyValues {
    const placeOf = (index: number): number =>
      index < 0 ? Math.max(0, this.length + index) : Math.min(index, this.length);
    const [from, to] = [placeOf(begin), placeOf(end)];
    return new LazyValues(this.#fetch, this.#from + from, Math.max(0, to - from));
  }

  read(): Float64Array {
    return this.length === 0 ? new Float64Array() : this.#fetch(this.#from, this.#from + this.length);
  }
}

/** Numbers of consecutive steps, in memory or not. Both have a `length` and a `subarray`, which cost nothing. */
export type Values = Float64Array | LazyValues;

/** The numbers: those in memory themselves, others fetched. */
export function readValues(values: Values): Float64Array {
  return values instanceof LazyValues ? values.read() : values;
}

/** One behind the other. */
export function joinValues(first: Values, second: Values): Values {
  const join = (one: Float64Array, other: Float64Array): Float64Array => {
    const joined = new Float64Array(one.length + other.length);
    joined.set(one);
    joined.set(other, one.length);
    return joined;
  };
  if (!(first instanceof LazyValues) && !(second instanceof LazyValues)) return join(first, second);
  const fetch = (from: number, to: number): Float64Array =>
    join(
      readValues(first.subarray(from, to)),
      readValues(second.subarray(Math.max(0, from - first.length), Math.max(0, to - first.length))),
    );
  return new LazyValues(fetch, 0, first.length + second.length);
}

/** Values that are looked at in one go: a file gives so many as fast as a few. */
const BLOCK = 1024;

/** Whether at least `count` of the values are known (not NaN). Looks no further than it has to. */
export function hasKnown(values: Values, count: number): boolean {
  let left = count;
  for (let from = 0; from < values.length && left > 0; from += BLOCK) {
    for (const value of readValues(values.subarray(from, from + BLOCK))) if (!Number.isNaN(value)) left--;
  }
  return left <= 0;
}
