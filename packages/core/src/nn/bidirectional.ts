import { concat, type Module, type ParamTree, type Rng, type Tensor3D } from '@reprise/engine';
import type { Cell, State } from './cell.ts';
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
}
