import { constant, fit, type Batch, type Optimizer } from '@reprise/core';
import { disposeParams, Rng, type ParamTree, type Scalar } from '@reprise/engine';
import type { Runner } from '../serve.ts';

export interface TrainingOptions<B extends Batch> {
  readonly params: ParamTree;
  /** taken in turns */
  readonly batches: readonly B[];
  readonly loss: (batch: B) => Scalar;
  readonly optimizer: Optimizer;
  readonly learningRate: number;
  readonly clipNorm: number;
}

const CHECKED_STEPS = 3;

/**
 * Whole training steps, as `fit` does them: loss, gradients, clipping, update. `fit` owns the loop, so it is given a
 * source of batches that waits until a step is asked for.
 */
export function trainingRunner<B extends Batch>(options: TrainingOptions<B>): Runner {
  const { batches, clipNorm, learningRate, loss, optimizer, params } = options;
  const records: { readonly loss: number; readonly gradientNorm: number }[] = [];
  const end = new AbortController();
  let ask: () => void = () => undefined;
  let finishStep: () => void = () => undefined;

  async function* wantedBatches(): AsyncGenerator<B> {
    for (let step = 0; ; step++) {
      const asked = new Promise<void>((resolve) => (ask = resolve));
      // The loop comes back for another batch when it is through with the last one.
      finishStep();
      await asked;
      yield batches[step % batches.length] as B;
    }
  }

  const ready = new Promise<void>((resolve) => (finishStep = resolve));
  const run = fit({
    params,
    loss,
    optimizer,
    clipNorm,
    schedule: constant(learningRate),
    rng: Rng.fromSeed(1),
    source: {
      fingerprint: 'benchmark',
      batchesIn: () => Number.MAX_SAFE_INTEGER,
      batches: wantedBatches,
    },
    signal: end.signal,
    logEvery: 1,
    log: {
      write(record) {
        if (records.length < CHECKED_STEPS) records.push(record as unknown as (typeof records)[number]);
      },
      length: () => 0,
      cutTo: () => undefined,
    },
  });
  // Every step waits for this too; without one in between, a failure is nobody's until the next.
  run.catch(() => undefined);

  const step = async (): Promise<void> => {
    await Promise.race([ready, run]);
    const finished = new Promise<void>((resolve) => (finishStep = resolve));
    ask();
    await Promise.race([finished, run]);
  };
  return {
    run: step,
    async check() {
      for (let count = 0; count < CHECKED_STEPS; count++) await step();
      return {
        loss: records.map((record) => record.loss),
        gradientNorm: records.map((record) => record.gradientNorm),
      };
    },
    async dispose() {
      end.abort();
      // The loop looks at its signal after a step.
      ask();
      await run;
      optimizer.dispose();
      disposeParams(params);
    },
  };
}
