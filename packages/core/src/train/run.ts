import { namedParams, type Tensor, type Variable } from '@reprise/engine';
import { InputError } from '../errors.ts';
import { exponentialAverage, type WeightAverage } from './average.ts';
import type { Batch, FitOptions, FitResult, StopReason } from './fitOptions.ts';
import { findSnapshot } from './resume.ts';
import { initialState, recordValidation, type RunState, type Snapshot } from './runState.ts';
import { meanWeights, readTensors, setWeights, withWeights, type Weights } from './weights.ts';

/** Everything around the steps of {@link fit}: what they have come to, and when they are to end. */
export interface Run {
  readonly params: ReadonlyMap<string, Variable>;
  readonly average: WeightAverage | undefined;
  readonly state: RunState;
  /** epochs done, with fraction */
  epochs(): number;
  /** of training, over all parts of the run */
  seconds(): number;
  /** Counts a step. Returns whether it was the last one of its epoch. */
  advance(step: { readonly batches: number; readonly tokens: number; readonly isSkipped: boolean }): boolean;
  stopReason(): StopReason | undefined;
  validate(): Promise<void>;
  save(): Promise<void>;
  /** Validates and saves what is not yet, and chooses the weights. */
  finish(stopped: StopReason): Promise<FitResult>;
  dispose(): void;
}

/**
 * Begins a run, or goes on with the one whose checkpoints are there.
 * @throws InputError when there are checkpoints and no wish to resume, or of other data or configuration
 */
export async function openRun<B extends Batch>(options: FitOptions<B>): Promise<Run> {
  const {
    averaging,
    checkpoints,
    log,
    monitor = { metric: 'loss', mode: 'min' },
    progress,
    schedule,
    source,
  } = options;
  const params = namedParams(options.params);
  const average = averaging?.kind === 'ema' ? exponentialAverage(averaging.decay) : undefined;
  const adaptive = 'observe' in schedule ? schedule : undefined;
  const bestWeights = new Map<number, Weights>();
  const begun = performance.now();

  const snapshot = await findSnapshot(options);
  const state = snapshot?.state ?? initialState();
  const secondsBefore = state.seconds;
  log?.cutTo(snapshot?.logLength ?? 0);
  if (snapshot) {
    await restore(snapshot);
    progress?.note(`resuming after step ${state.step} (epoch ${epochs().toFixed(2)})`);
  }
  let isSaved = true;

  function epochs(): number {
    return state.position === 0 ? state.epoch : state.epoch + state.position / source.batchesIn(state.epoch);
  }

  function elapsed(): number {
    return (performance.now() - begun) / 1000;
  }

  function seconds(): number {
    return secondsBefore + elapsed();
  }

  /** What is validated and results: the moving average where there is one. */
  function weightsNow(): ReadonlyMap<string, Tensor> {
    return average && state.updates > 0 ? average.tensors() : params;
  }

  async function restore({ weights, optimizer, average: averages }: Snapshot): Promise<void> {
    setWeights(options.params, weights);
    options.optimizer.restore(optimizer);
    average?.restore(averages, state.updates);
    if (adaptive && state.plateau) adaptive.restore(state.plateau);
    for (const { step } of state.best) {
      const best = await checkpoints?.store.load(step).catch((error: unknown) => {
        if (!(error instanceof InputError)) throw error;
        progress?.note(`${error.message} It was among the best; the result does without it.`);
      });
      if (best) bestWeights.set(step, best.average.size > 0 ? best.average : best.weights);
    }
    state.best = state.best.filter(({ step }) => bestWeights.has(step));
  }

  function advance({ batches, tokens, isSkipped }: Parameters<Run['advance']>[0]): boolean {
    isSaved = false;
    state.step++;
    state.tokens += tokens;
    state.position += batches;
    state.updates += isSkipped ? 0 : 1;
    state.skippedInARow = isSkipped ? state.skippedInARow + 1 : 0;
    if (state.position < source.batchesIn(state.epoch)) return false;
    state.epoch++;
    state.position = 0;
    return true;
  }

  function stopReason(): StopReason | undefined {
    const {
      epochs: maxEpochs = Infinity,
      steps = Infinity,
      earlyStopping,
      maxMinutes = Infinity,
      signal,
    } = options;
    if (state.epoch >= maxEpochs || state.step >= steps) return 'done';
    if (earlyStopping && state.stale >= earlyStopping.patience) return 'early';
    if (signal?.aborted) return 'aborted';
    if (elapsed() >= maxMinutes * 60) return 'time';
    return undefined;
  }

  async function validate(): Promise<void> {
    if (!options.validate) return;
    const weights = weightsNow();
    const metrics = await (weights === params
      ? options.validate()
      : withWeights(params, weights, options.validate));
    const metric = metrics[monitor.metric];
    if (metric === undefined) {
      const known = Object.keys(metrics).join(', ');
      throw new RangeError(`fit: expected validate to give the metric '${monitor.metric}', got ${known}.`);
    }
    const count = averaging?.kind === 'best' ? averaging.count : 1;
    const { isListed, isBest } = recordValidation(state, metric, monitor.mode, count);
    adaptive?.observe(metric);
    isSaved = false;
    log?.write({
      event: 'validation',
      step: state.step,
      epoch: epochs(),
      ...metrics,
      best: isBest,
      seconds: seconds(),
    });
    progress?.note(describeValidation(state.step, epochs(), metrics, isBest));
    if (!isListed) return;
    bestWeights.set(state.step, readTensors(weightsNow()));
    for (const step of bestWeights.keys())
      if (!state.best.some((best) => best.step === step)) bestWeights.delete(step);
    await save();
  }

  async function save(): Promise<void> {
    isSaved = true;
    if (!checkpoints) return;
    state.seconds = seconds();
    state.plateau = adaptive?.state() ?? null;
    await checkpoints.store.save({
      state,
      weights: readTensors(params),
      optimizer: options.optimizer.state(),
      average: average?.state() ?? new Map(),
      logLength: log?.length() ?? 0,
      fingerprint: source.fingerprint,
      configuration: checkpoints.configuration,
    });
  }

  async function finish(stopped: StopReason): Promise<FitResult> {
    if (stopped === 'done' && state.validated !== state.step) await validate();
    if (!isSaved) await save();
    log?.write({ event: 'stop', reason: stopped, step: state.step, epoch: epochs(), seconds: seconds() });
    const sets = state.best.map(({ step }) => bestWeights.get(step) as Weights);
    return {
      stopped,
      steps: state.step,
      epochs: epochs(),
      tokens: state.tokens,
      seconds: seconds(),
      best: state.best,
      weights: sets.length > 0 ? meanWeights(sets) : readTensors(weightsNow()),
      from: {
        steps: sets.length > 0 ? state.best.map(({ step }) => step) : [state.step],
        isMovingAverage: average !== undefined,
      },
    };
  }
  const dispose = (): void => average?.dispose();
  return { params, average, state, epochs, seconds, advance, stopReason, validate, save, finish, dispose };
}

function describeValidation(
  step: number,
  epochs: number,
  metrics: Readonly<Record<string, number>>,
  isBest: boolean,
): string {
  const values = Object.entries(metrics).map(([name, value]) => `${name} ${value.toPrecision(4)}`);
  return `step ${step} · epoch ${epochs.toFixed(2)} · validation: ${values.join(' · ')}${isBest ? ' · best so far' : ''}`;
}
