import {
  checkShape,
  concat,
  lstmPair,
  wantsLstmPair,
  type LstmOptions,
  type Module,
  type ParamTree,
  type Rng,
  type Tensor2D,
  type Tensor3D,
} from '@reprise/engine';
import type { Cell, State } from './cell.ts';
import { LSTMCell, type LSTMState } from './lstm.ts';
import { checkLengths } from './sequence.ts';
import { unroll } from './unroll.ts';

/** What a run in both directions gives. */
export interface BothWays<S extends State = State> {
  /** [batch, time, forward outputSize + backward outputSize] */
  readonly outputs: Tensor3D;
  /** the state of each direction where its run ends: the last real step, and the first */
  readonly last: { readonly forward: S; readonly backward: S };
}

/** Two cells over one sequence, one of them from its end (Schuster and Paliwal 1997). */
export class Bidirectional<S extends State = State, N = unknown> implements Module {
  readonly forward: Cell<S, N>;
  readonly backward: Cell<S, N>;
  readonly inputSize: number;
  readonly outputSize: number;
  readonly params: ParamTree;

  constructor(forward: Cell<S, N>, backward: Cell<S, N>) {
    if (forward.inputSize !== backward.inputSize) {
      throw new RangeError(
        `Bidirectional: expected cells of one inputSize, got ${forward.inputSize} forward and ${backward.inputSize} backward.`,
      );
    }
    this.forward = forward;
    this.backward = backward;
    this.inputSize = forward.inputSize;
    this.outputSize = forward.outputSize + backward.outputSize;
    this.params = { forward: forward.params, backward: backward.params };
  }

  /** @param xs [batch, time, inputSize] @param rng for the cells' noise; without it evaluation */
  run(
    xs: Tensor3D,
    { lengths, rng }: { lengths?: ArrayLike<number> | undefined; rng?: Rng | undefined } = {},
  ): BothWays<S> {
    const [batchSize, time] = xs.shape;
    const pair = rng ? undefined : this.#runPair(xs, lengths);
    if (pair) return pair;
    const noiseOf = (cell: Cell<S, N>, name: string) =>
      rng ? cell.noise?.(rng.fold(name), batchSize, time) : undefined;
    const there = unroll(this.forward, xs, { lengths, noise: noiseOf(this.forward, 'forward') });
    const back = unroll(this.backward, xs, {
      lengths,
      reverse: true,
      noise: noiseOf(this.backward, 'backward'),
    });
    return {
      outputs: concat([there.outputs, back.outputs], 2),
      last: { forward: there.last, backward: back.last },
    };
  }

  /** {@link run} as one operation; undefined where there is none for these cells, or it would take longer. */
  #runPair(xs: Tensor3D, lengths: ArrayLike<number> | undefined): BothWays<S> | undefined {
    const cells = [this.forward, this.backward].map((cell) => (cell instanceof LSTMCell ? cell : undefined));
    const [there, back] = cells.map((cell) => cell?.kernelInputs());
    const [cell] = cells;
    if (!cell || !there || !back || cell.outputSize !== cells[1]?.outputSize) return undefined;
    if (!areAlike(there.options, back.options) || !wantsLstmPair(xs.shape, cell.outputSize)) return undefined;
    const [batchSize, time] = xs.shape;
    checkShape('Bidirectional', 'xs', xs, ['batch', 'time', this.inputSize]);
    checkLengths('Bidirectional', lengths, batchSize, time);
    const [h0, c0] = cell.initialState(batchSize) as readonly Tensor2D[] as LSTMState;
    const { outputs, forward, backward } = lstmPair(
      xs,
      { h0, c0, ...there.weights },
      { h0, c0, ...back.weights },
      { ...there.options, lengths },
    );
    const stateOf = ({ lastH, lastC }: typeof forward): S => [lastH, lastC] as readonly Tensor2D[] as S;
    return { outputs, last: { forward: stateOf(forward), backward: stateOf(backward) } };
  }
}

function areAlike(one: LstmOptions, other: LstmOptions): boolean {
  return (
    one.coupled === other.coupled &&
    one.zoneoutRate === other.zoneoutRate &&
    one.cellZoneoutRate === other.cellZoneoutRate
  );
}
