import {
  clone,
  gather,
  scope,
  tensor1d,
  type Retained,
  type Rng,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type TypedArray,
} from '@reprise/engine';
import type { State } from '../nn/cell.ts';
import { carry, readAll, rowOf, tensorsOf, turns, type Named } from './carry.ts';
import { selectRows } from './tokenModel.ts';

/** One step of any generator, for all rows of a batch. */
export interface Stepper<I, E> {
  /**
   * @param time the number of outputs so far, the same for all rows
   * @returns tensors that are new, or were in the state given: `generate` frees them when it needs them no longer
   */
  step(input: I, state: State, time: number): { readonly emission: E; readonly state: State };

  /** The same on chosen rows of the batch. With it, rows that have ended leave the batch. @param rows int32 */
  select?(rows: Tensor1D): Stepper<I, E>;
}

/** A sequence in the making. */
export interface Row<V> {
  /** its number in the batch given */
  readonly source: number;
  readonly values: readonly V[];
}

/**
 * How an emission becomes an output: greedy tokens, sampled tokens, pen strokes, notes and forecast paths are draws.
 * `E` is what the model emits, `V` one output as the caller gets it, `I` the model's next input.
 */
export interface Draw<E, V, I, K extends string = string> {
  /** On the engine: what of an emission the choice needs, as tensors whose first axis is the batch. */
  prepare(emission: E, rows: readonly Row<V>[]): Named<K, Tensor>;

  /**
   * On the host, for one row: the choice, and its log-probability; -Infinity when there is nothing to choose, which
   * ends the row.
   * @param numbers the row's part of what was prepared
   * @param rng a key of this row's and this step's own
   */
  choose(numbers: Named<K, TypedArray>, rng: Rng): { readonly value: V; readonly logProb: number };

  /** On the engine: the next input, from the last value of each row, or from all of them. */
  input(values: readonly V[], rows: readonly Row<V>[]): I;
}

export interface GenerateOptions<E, V, I, K extends string> {
  /** the first input, of all rows */
  readonly input: () => I;
  /** the first state; copies are made, so it may be tensors that the model keeps */
  readonly state: () => State;
  readonly draw: Draw<E, V, I, K>;
  /** row `r` draws with `rng.fold('row', r, step)`: its outputs do not depend on the rows beside it */
  readonly rng: Rng;
  /** the most outputs of each row */
  readonly maxLength: ArrayLike<number>;
  /** whether a row ends with the value it got last */
  readonly isDone: (value: V, row: Row<V>) => boolean;
  readonly signal?: AbortSignal | undefined;
}

export interface Generated<V> {
  readonly values: readonly V[];
  /** of all values together */
  readonly logProb: number;
}

/** The part of a batch that must be alive still; else the living are gathered into a smaller one. */
export const CROWDED = 0.75;

interface Progress<V> extends Row<V> {
  readonly values: V[];
  readonly rng: Rng;
  logProb: number;
  done: boolean;
  last?: V;
}

/**
 * The loop over outputs, batched: step, draw, feed back. One synchronisation a step; rows that have ended go on
 * harmlessly until they are dropped.
 *
 * @throws the signal's reason once it is aborted, which is looked up before each step
 */
export async function generate<E, V, I, K extends string>(
  stepper: Stepper<I, E>,
  { input, state: initialState, draw, rng, maxLength, isDone, signal }: GenerateOptions<E, V, I, K>,
): Promise<Generated<V>[]> {
  const all = Array.from(maxLength, (limit, source): Progress<V> => ({
    source,
    values: [],
    rng: rng.fold('row', source),
    logProb: 0,
    done: limit <= 0,
  }));
  const turn = turns();
  const carried = carry();
  let selected: Retained<Stepper<I, E>> | undefined;
  try {
    let batch = all;
    let kept: number[] | undefined;
    let state: State = scope(() => initialState().map((part) => clone(part)));
    carried.hold(state);
    for (let time = 0; batch.some((row) => !row.done); time++) {
      await turn();
      signal?.throwIfAborted();
      const current = selected?.value ?? stepper;
      const stepped = scope(() => {
        const given =
          time === 0
            ? input()
            : draw.input(
                batch.map((row) => row.last as V),
                batch,
              );
        const { emission, state: next } = current.step(given, kept ? chooseRows(state, kept) : state, time);
        return { state: [...next], numbers: { ...draw.prepare(emission, batch) } };
      });
      const numbers = stepped.numbers;
      state = stepped.state;
      carried.hold([...state, ...tensorsOf(numbers)]);

      const read = await readAll(numbers);
      batch.forEach((row, index) => {
        if (row.done) return;
        const { value, logProb } = draw.choose(rowOf(read, index, batch.length), row.rng.fold(time));
        row.last = value;
        row.done = logProb === -Infinity;
        if (row.done) return;
        row.values.push(value);
        row.logProb += logProb;
        row.done = row.values.length >= (maxLength[row.source] as number) || isDone(value, row);
      });

      const alive = batch.flatMap((row, index) => (row.done ? [] : [index]));
      kept = undefined;
      if (canSelect(stepper) && alive.length > 0 && alive.length <= CROWDED * batch.length) {
        kept = alive;
        batch = alive.map((index) => batch[index] as Progress<V>);
        const before = selected;
        selected = selectRows(
          stepper,
          batch.map((row) => row.source),
        );
        before?.free();
      }
    }
  } finally {
    carried.release();
    selected?.free();
  }
  return all.map(({ values, logProb }) => ({ values, logProb }));
}

function canSelect<I, E>(stepper: Stepper<I, E>): stepper is Required<Stepper<I, E>> {
  return stepper.select !== undefined;
}

/** Chosen rows of every tensor of a state. Call it within a scope. */
export function chooseRows(state: State, rows: readonly number[]): State {
  const indices = tensor1d([...rows], 'int32');
  return state.map((part) => gather(part, indices) as Tensor2D);
}
