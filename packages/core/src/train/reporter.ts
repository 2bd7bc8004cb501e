import type { Batch, FitOptions } from './fitOptions.ts';
import type { Run } from './run.ts';

/** What a step came to. */
interface StepReport {
  readonly loss: number;
  /** before clipping */
  readonly gradientNorm: number;
  readonly learningRate: number;
  readonly tokens: number;
  readonly isSkipped: boolean;
}

/** Writes steps to log and progress, and measures them; nothing of it flows back into the run. */
interface Reporter {
  beginStep(): void;
  endStep(report: StepReport): void;
}

/** How much the last step counts in the measured speed. */
const SPEED_SHARE = 0.05;

export function createReporter<B extends Batch>(options: FitOptions<B>, run: Run): Reporter {
  const { accumulate = 1, log, logEvery = 10, progress, source } = options;
  const stepsPerEpoch = Math.ceil(source.batchesIn(0) / accumulate);
  const wanted = Math.min(options.steps ?? Infinity, (options.epochs ?? Infinity) * stepsPerEpoch);
  const endsAt = performance.now() + (options.maxMinutes ?? Infinity) * 60_000;
  let begunAt = performance.now();
  let meanSeconds = 0;
  let meanTokens = 0;
  let measured = 0;

  /** A moving mean, so that validations and checkpoints do not count and a slow first step is forgotten. */
  const measure = (tokens: number): void => {
    measured++;
    const share = Math.max(SPEED_SHARE, 1 / measured);
    meanSeconds += share * ((performance.now() - begunAt) / 1000 - meanSeconds);
    meanTokens += share * (tokens - meanTokens);
  };

  return {
    beginStep() {
      begunAt = performance.now();
    },
    endStep({ loss, gradientNorm, learningRate, tokens, isSkipped }) {
      measure(tokens);
      const { step } = run.state;
      const tokensPerSecond = meanTokens / meanSeconds;
      const status = { step, epoch: run.epochs(), loss };
      if (step % logEvery === 0 || isSkipped) {
        const rates = { learningRate, gradientNorm, tokensPerSecond, seconds: run.seconds() };
        log?.write({ event: 'step', ...status, ...rates, ...(isSkipped ? { skipped: true } : {}) });
      }
      if (isSkipped)
        progress?.note(`step ${step}: loss ${loss}, norm of the gradients ${gradientNorm}; step skipped`);
      const secondsLeft = Math.min((wanted - step) * meanSeconds, (endsAt - performance.now()) / 1000);
      progress?.update({
        ...status,
        tokensPerSecond,
        ...(wanted < Infinity ? { steps: wanted } : {}),
        ...(secondsLeft < Infinity ? { secondsLeft } : {}),
      });
    },
  };
}
