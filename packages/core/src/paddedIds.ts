/** Sequences of ids in one rectangle. */
export interface PaddedIds {
  /** [batch, time], row-major */
  readonly ids: Int32Array;
  readonly shape: readonly [batch: number, time: number];
  /** the number of real ids in each row: [batch] */
  readonly lengths: Int32Array;
}
