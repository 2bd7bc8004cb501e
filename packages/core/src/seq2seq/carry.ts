import { keep, read, type Tensor, type TypedArray } from '@reprise/engine';

/** Tensors that live from one step to the next. A search awaits between its steps, so no scope can hold them. */
export interface Carry {
  /** Holds these from now on, and frees those held before that are not among them. */
  hold(tensors: readonly Tensor[]): void;
  /** Frees all that is held. */
  release(): void;
}

export function carry(): Carry {
  let held: readonly Tensor[] = [];
  const hold = (tensors: readonly Tensor[]): void => {
    const staying = new Set(tensors);
    staying.forEach(keep);
    for (const tensor of held) if (!staying.has(tensor)) tensor.dispose();
    held = tensors;
  };
  return { hold, release: () => hold([]) };
}

/** Named tensors; those that are undefined do not count. */
export type Named<K extends string, T> = { readonly [name in K]?: T | undefined };

export function tensorsOf(tensors: Named<string, Tensor>): Tensor[] {
  return Object.values(tensors).filter((tensor) => tensor !== undefined);
}

/** Brings numbers to the host, all at once. */
export async function readAll<K extends string>(tensors: Named<K, Tensor>): Promise<Named<K, TypedArray>> {
  const numbers: { [name in K]?: TypedArray } = {};
  const names = (Object.keys(tensors) as K[]).filter((name) => tensors[name] !== undefined);
  const arrays = await read(names.map((name) => tensors[name] as Tensor));
  names.forEach((name, index) => (numbers[name] = arrays[index] as TypedArray));
  return numbers;
}

/** One row's part of numbers whose first axis is the batch. */
export function rowOf<K extends string>(
  numbers: Named<K, TypedArray>,
  row: number,
  rowCount: number,
): Named<K, TypedArray> {
  const part: { [name in K]?: TypedArray } = {};
  for (const name in numbers) {
    const all = numbers[name] as TypedArray;
    const size = all.length / rowCount;
    part[name] = all.subarray(row * size, (row + 1) * size);
  }
  return part;
}

/** Milliseconds of work after which timers, signals and requests get their turn. */
const TURN_EVERY = 10;

/** A function to await between steps: now and then it lets the event loop turn, without which no signal would ever fire. */
export function turns(): () => Promise<void> | undefined {
  let last = performance.now();
  return () => {
    if (performance.now() - last < TURN_EVERY) return undefined;
    return new Promise((resolve) => {
      const go = (): void => {
        last = performance.now();
        resolve();
      };
      // A timeout, which is what a browser has, takes at least a millisecond.
      if (typeof setImmediate === 'function') setImmediate(go);
      else setTimeout(go);
    });
  };
}
