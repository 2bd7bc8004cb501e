import type { ParamTree, Rng, Scalar, Tensor } from '@reprise/engine';
import type { CheckpointStore, TrainingLog } from './checkpoint.ts';
import type { Optimizer } from './optimizer.ts';
import type { Progress } from './progress.ts';
import type { BestValidation } from './runState.ts';
import type { AdaptiveSchedule, Schedule } from './schedule.ts';
import type { Weights } from './weights.ts';

/** What one call of the loss takes: plain data, of which the loss makes its tensors. */
export interface Batch {
  /** the real (not padded) target tokens: the weight of the batch among others */
  readonly tokens: number;
}

/** The batches of each epoch. Epochs count from 0 here, and all of it is a pure function of seed and epoch. */
export interface BatchSource<B extends Batch> {
  /** of the data and of how they are batched; a run is resumed only with the same */
  readonly fingerprint: string;
  batchesIn(epoch: number): number;
  /** The batches of an epoch from number `from` on. */
  batches(epoch: number, from: number): AsyncIterable<B> | Iterable<B>;
}

export interface FitOptions<B extends Batch> {
  readonly params: ParamTree;
  readonly source: BatchSource<B>;
  /** Mean nats per real token. `rng` is another one for every step and micro-batch. */
  readonly loss: (batch: B, rng: Rng) => Scalar;
  readonly optimizer: Optimizer;
  readonly schedule: Schedule | AdaptiveSchedule;
  readonly rng: Rng;

  /** The run is done after so many passes over the data, … */
  readonly epochs?: number;
  /** … or so many optimizer steps, whatever comes first. */
  readonly steps?: number;
  /** Ends this call, not the run, after so long. */
  readonly maxMinutes?: number;
  /** Ends this call after the step at hand, with a checkpoint. */
  readonly signal?: AbortSignal;

  /** Clips the gradients to this global norm. */
  readonly clipNorm?: number;
  /** Micro-batches that make one step, weighted by their tokens; by default 1. An epoch's last step may have fewer. */
  readonly accumulate?: number;
  /**
   * Which weights a run results in. `ema`: the exponential moving average, which is also what validations see.
   * `best`: the mean of those of the `count` best validations. By default those of the best validation.
   */
  readonly averaging?:
    { readonly kind: 'ema'; readonly decay: number } | { readonly kind: 'best'; readonly count: number };

  /** Metrics by name. Must be a pure function of the weights. */
  readonly validate?: () => Readonly<Record<string, number>> | Promise<Readonly<Record<string, number>>>;
  /** steps between validations; by default one after each epoch. The last step is always validated. */
  readonly validateEvery?: number;
  /** The metric that decides what is best, by default the lowest `loss`. */
  readonly monitor?: { readonly metric: string; readonly mode: 'min' | 'max' };
  /** The run is done after so many validations in a row without a new best one. */
  readonly earlyStopping?: { readonly patience: number };

  readonly checkpoints?: CheckpointOptions;
  readonly log?: TrainingLog;
  /** steps between two lines of the log, by default 10 */
  readonly logEvery?: number;
  readonly progress?: Progress;
  /**
   * Between the gradients and the clipping: may put other tensors into the map, and then frees those it took out.
   * Here gradients are exchanged between machines.
   */
  readonly onGradients?: (
    gradients: Map<string, Tensor>,
    at: { step: number; tokens: number },
  ) => void | Promise<void>;
}

export interface CheckpointOptions {
  readonly store: CheckpointStore;
  /** steps between two checkpoints; besides there is one for each of the best validations, and one at the end */
  readonly every: number;
  /** Go on from the newest checkpoint, if there is one. Without it, a store with checkpoints is refused. */
  readonly resume: boolean;
  /** What the run depends on, as JSON can hold it; a run is resumed only with the same. */
  readonly configuration: Readonly<Record<string, unknown>>;
}

/** `done` and `early` end a run; after `time` and `aborted` it can be resumed. */
export type StopReason = 'done' | 'early' | 'time' | 'aborted';

export interface FitResult {
  readonly stopped: StopReason;
  /** optimizer steps of the whole run */
  readonly steps: number;
  /** epochs done, with fraction */
  readonly epochs: number;
  readonly tokens: number;
  /** time of training, over all parts of the run */
  readonly seconds: number;
  /** the best validations, the best first */
  readonly best: readonly BestValidation[];
  /** The weights to use. The parameters themselves still have those of the last step: see `setWeights`. */
  readonly weights: Weights;
  /** Where {@link weights} come from: one step, or the mean of several; of the moving average or plain. */
  readonly from: { readonly steps: readonly number[]; readonly isMovingAverage: boolean };
}

/** @throws RangeError for options that contradict each other */
export function checkOptions<B extends Batch>(options: FitOptions<B>): void {
  const { averaging, earlyStopping, validate, source } = options;
  for (const name of ['epochs', 'steps', 'accumulate', 'validateEvery', 'logEvery'] as const) {
    const value = options[name];
    if (value !== undefined && !(Number.isInteger(value) && value > 0)) {
      throw new RangeError(`fit: expected ${name} to be a whole number above 0, got ${value}.`);
    }
  }
  const ends = [options.epochs, options.steps, options.maxMinutes, earlyStopping, options.signal];
  if (ends.every((end) => end === undefined)) {
    throw new RangeError(
      'fit: the run would never end. Give epochs, steps, maxMinutes, earlyStopping or signal.',
    );
  }
  if (!validate && (earlyStopping || averaging?.kind === 'best' || 'observe' in options.schedule)) {
    throw new RangeError('fit: early stopping, the mean of the best and adaptive schedules need validate.');
  }
  if (!(source.batchesIn(0) > 0)) throw new RangeError('fit: the source has no batches in its first epoch.');
}
