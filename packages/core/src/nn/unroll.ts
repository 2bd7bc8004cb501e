import {
  add,
  checkShape,
  mul,
  reverseSequence,
  stack,
  sub,
  tensor2d,
  unstack,
  zeros,
  type Tensor2D,
  type Tensor3D,
} from '@reprise/engine';
import type { Cell, ScanOptions, State, Unrolled } from './cell.ts';
import { checkLengths, isRagged, maskSteps } from './sequence.ts';

export interface UnrollOptions<S extends State = State, N = unknown> extends ScanOptions<N> {
  readonly initialState?: S | undefined;
}

/**
 * Runs a cell over time. Padded steps change no state and get no gradient; their outputs are zero.
 *
 * @param xs [batch, time, inputSize]
 * @returns all outputs, [batch, time, outputSize], and each sequence's state after its last real step
 *   (reversed: after its first, where the run ends)
 * @throws ShapeError for `xs` of another width; RangeError for lengths that do not fit
 */
export function unroll<S extends State, N>(
  cell: Cell<S, N>,
  xs: Tensor3D,
  options: UnrollOptions<S, N> = {},
): Unrolled<S> {
  checkShape('unroll', 'xs', xs, ['batch', 'time', cell.inputSize]);
  const [batchSize, time] = xs.shape;
  checkLengths('unroll', options.lengths, batchSize, time);
  const initial = options.initialState ?? cell.initialState(batchSize);
  checkState(cell, initial, batchSize);
  if (time === 0) return { outputs: zeros([batchSize, 0, cell.outputSize]), last: initial };
  return cell.scan?.(xs, initial, options) ?? loop(cell, xs, initial, options);
}

function loop<S extends State, N>(
  cell: Cell<S, N>,
  xs: Tensor3D,
  initial: S,
  options: ScanOptions<N>,
): Unrolled<S> {
  const { lengths, reverse, noise } = options;
  const time = xs.shape[1];
  const projected = cell.project(reverse ? reverseSequence(xs, lengths) : xs, noise);
  const ragged = isRagged(lengths, time);
  const outputs: Tensor2D[] = [];
  let state = initial;
  unstack(projected, 1).forEach((input, at) => {
    const next = cell.step(input as Tensor2D, state, noise, at);
    state = ragged ? holdEnded(next, state, lengths, at) : next;
    outputs.push(state[0] as Tensor2D);
  });
  const inOrder = maskSteps(stack(outputs, 1) as Tensor3D, lengths);
  return { outputs: reverse ? reverseSequence(inOrder, lengths) : inOrder, last: state };
}

/** The next state where the sequence goes on, the old one where it has ended. */
function holdEnded<S extends State>(next: S, state: S, lengths: ArrayLike<number>, at: number): S {
  const going = Array.from(lengths, (length) => (at < length ? 1 : 0));
  if (!going.includes(0)) return next;
  const goes = tensor2d(going, [going.length, 1]);
  const rests = sub(1, goes);
  // Products with 0 and 1 are exact, so who goes on is not rounded.
  const held = next.map(
    (tensor, part) => add(mul(tensor, goes), mul(state[part] as Tensor2D, rests)) as Tensor2D,
  );
  return held as unknown as S;
}

function checkState(cell: Cell, state: State, batchSize: number): void {
  const { stateSizes } = cell;
  if (state.length !== stateSizes.length) {
    throw new RangeError(
      `unroll: expected an initial state of ${stateSizes.length} tensors, got ${state.length}.`,
    );
  }
  state.forEach((tensor, part) => {
    checkShape('unroll', `initialState[${part}]`, tensor, [batchSize, stateSizes[part] as number]);
  });
}
