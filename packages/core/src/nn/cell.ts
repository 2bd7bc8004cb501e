import type { Module, Rng, Tensor2D, Tensor3D } from '@reprise/engine';

/** A recurrent state: tensors that are batch-first, the output first. */
export type State = readonly Tensor2D[];

/** What one run over a sequence gives. */
export interface Unrolled<S extends State = State> {
  /** [batch, time, outputSize]; zero where a sequence has ended */
  readonly outputs: Tensor3D;
  /** the state after each sequence's last step */
  readonly last: S;
}

export interface ScanOptions<N = unknown> {
  /** the number of real steps of each sequence; without it all are of full length */
  readonly lengths?: ArrayLike<number> | undefined;
  /** from the last real step to the first; outputs stand where their inputs stand */
  readonly reverse?: boolean | undefined;
  /** what {@link Cell.noise} drew; without it the cell is in evaluation */
  readonly noise?: N | undefined;
}

/**
 * One recurrent step; `unroll` owns time. `step` is the readable definition; `scan`, where there is one, is the
 * same over a whole sequence at once, and a contract test holds the two equal, gradients included.
 */
export interface Cell<S extends State = State, N = unknown> extends Module {
  readonly inputSize: number;
  /** the width of the first tensor of the state, which is the output */
  readonly outputSize: number;
  /** the width of {@link project}'s result: all gates side by side */
  readonly projectedSize: number;
  /** the widths of the state's tensors */
  readonly stateSizes: readonly number[];

  initialState(batchSize: number): S;

  /**
   * Every random mask of one sequence, drawn once; a cell whose options ask for none may give undefined. A cell
   * without this function has no noise.
   */
  noise?(rng: Rng, batchSize: number, time: number): N;

  /** The part of the gates that the input alone decides, as one matrix product for all steps: [batch, time, inputSize] -> [batch, time, projectedSize]. */
  project(xs: Tensor3D, noise?: N): Tensor3D;

  /**
   * The paper's equations, and nothing else.
   * @param projected [batch, projectedSize], one step of {@link project}
   * @param time the step's number, for noise that differs from step to step
   */
  step(projected: Tensor2D, state: S, noise?: N, time?: number): S;

  /** All steps in one fused operation, or undefined where the engine in use has none for it. */
  scan?(xs: Tensor3D, state: S, options: ScanOptions<N>): Unrolled<S> | undefined;
}
