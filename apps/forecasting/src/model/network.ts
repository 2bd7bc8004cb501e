import type { Module, Rng, Scalar } from '@reprise/engine';
import type { WindowBatch } from './window.ts';

/** What a network says of the steps behind one window, as they are, not scaled. */
export interface Prediction {
  /** [horizon] */
  readonly mean: Float64Array;
  /** for each level: [horizon] */
  readonly quantiles: readonly Float64Array[];
}

export interface PredictOptions {
  /** ascending, in (0, 1) */
  readonly levels: readonly number[];
  /** how many futures are drawn for each window, by those networks that draw them */
  readonly paths: number;
  /** What each row of the batch draws with, so that its futures do not depend on the rows beside it. */
  readonly rngOf: (row: number) => Rng;
}

/** A network that forecasts. */
export interface Network extends Module {
  /**
   * Mean loss over the known values of a batch.
   * @param rng of dropout; without it the network is in evaluation
   */
  loss(batch: WindowBatch, rng?: Rng): Scalar;

  /** @returns for each window of the batch */
  predict(batch: WindowBatch, options: PredictOptions): Prediction[];
}
