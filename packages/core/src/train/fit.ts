import { dispose } from '@reprise/engine';
import { clipFactor, scaleGradients } from './clip.ts';
import { checkOptions, type Batch, type FitOptions, type FitResult } from './fitOptions.ts';
import { groupsOf, meanGradients, readLossAndNorm } from './gradients.ts';
import { createReporter } from './reporter.ts';
import { openRun } from './run.ts';

/** After so many steps in a row whose numbers are not finite, the weights are lost and the run with them. */
const MAX_SKIPPED_IN_A_ROW = 10;

/**
 * Trains parameters until the run is done, and keeps on disk what is needed to go on after any interruption to the
 * same bits as without it.
 *
 * A step whose loss or gradients are not finite leaves weights, optimizer and averages as they are, and is
 * reported; ten of them in a row end the run. What a step depends on is the state, the batch and `rng` under
 * (`'step'`, number of the step, number of the micro-batch), never the clock.
 *
 * @throws InputError when a run cannot be begun or resumed in the given checkpoints
 * @throws Error when the loss stays not finite
 */
export async function fit<B extends Batch>(options: FitOptions<B>): Promise<FitResult> {
  checkOptions(options);
  const { accumulate = 1, checkpoints, clipNorm, optimizer, rng, schedule, source, validateEvery } = options;
  const run = await openRun(options);
  const { average, params, state } = run;
  const reporter = createReporter(options, run);
  try {
    let stopped = run.stopReason();
    while (!stopped) {
      let isEpochDone = false;
      reporter.beginStep();
      for await (const group of groupsOf(source.batches(state.epoch, state.position), accumulate)) {
        const step = state.step + 1;
        const learningRate = schedule(step);
        const mean = meanGradients(params, group, (batch, index) =>
          options.loss(batch, rng.fold('step', step, index)),
        );
        const { gradients, tokens } = mean;
        await options.onGradients?.(gradients, { step, tokens });

        const { loss, norm } = readLossAndNorm(mean.loss, gradients);
        const isSkipped = !Number.isFinite(loss) || !Number.isFinite(norm);
        if (!isSkipped) {
          const factor = clipNorm === undefined ? 1 : clipFactor(norm, clipNorm);
          if (!optimizer.scalesGradients) scaleGradients(gradients, factor);
          optimizer.step(params, gradients, learningRate, optimizer.scalesGradients ? factor : 1);
          average?.update(params);
        }
        dispose([...gradients.values()]);

        isEpochDone = run.advance({ batches: group.length, tokens, isSkipped });
        reporter.endStep({ loss, gradientNorm: norm, learningRate, tokens, isSkipped });
        if (state.skippedInARow >= MAX_SKIPPED_IN_A_ROW) throw notFinite(step);

        if (validateEvery === undefined ? isEpochDone : step % validateEvery === 0) await run.validate();
        if (checkpoints && step % checkpoints.every === 0) await run.save();
        await breathe();
        stopped = run.stopReason();
        if (stopped || isEpochDone) break;
        reporter.beginStep();
      }
      if (!stopped && !isEpochDone) throw endedEarly(source.batchesIn(state.epoch), state);
    }
    return await run.finish(stopped);
  } finally {
    run.dispose();
    options.progress?.close();
  }
}

/** Lets signals and other work of the process in; costs some ten microseconds. */
function breathe(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === 'function') setImmediate(resolve);
    else setTimeout(resolve);
  });
}

function notFinite(step: number): Error {
  return new Error(
    `fit: the loss or its gradients were not finite in ${MAX_SKIPPED_IN_A_ROW} steps in a row, up to step ${step}. ` +
      'Lower the learning rate, set clipNorm, or look for empty or extreme examples in the data.',
  );
}

function endedEarly(promised: number, { epoch, position }: { epoch: number; position: number }): Error {
  return new Error(`fit: expected ${promised} batches from the source in epoch ${epoch}, got ${position}.`);
}
