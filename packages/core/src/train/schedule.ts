/** The learning rate of each optimizer step. Steps count from 1: the first one is step 1. */
export type Schedule = (step: number) => number;

/** A schedule that depends on how the run goes; its state is saved with the run. */
export interface AdaptiveSchedule extends Schedule {
  /** Takes the monitored metric of a validation. */
  observe(metric: number): void;
  state(): PlateauState;
  restore(state: PlateauState): void;
}

/** Of {@link reduceOnPlateau}; plain data, as JSON can hold it. */
export interface PlateauState {
  /** what the base schedule is multiplied by */
  readonly scale: number;
  /** the best metric so far; null before the first */
  readonly best: number | null;
  /** validations since then */
  readonly stale: number;
  /** validations left in which nothing is counted */
  readonly cooldown: number;
}

/** The same learning rate in every step. */
export function constant(learningRate: number): Schedule {
  return () => learningRate;
}

/**
 * Grows linearly over `warmupSteps`, reaching `learningRate` in the last of them, then falls along half a cosine
 * (Loshchilov and Hutter 2017) to `finalRate` in step `steps`, where it stays.
 * @throws RangeError when there are not more steps than those of the warm-up
 */
export function warmupCosine(options: {
  readonly learningRate: number;
  readonly warmupSteps: number;
  /** of the whole run */
  readonly steps: number;
  /** by default 0 */
  readonly finalRate?: number;
}): Schedule {
  const { learningRate, warmupSteps, steps, finalRate = 0 } = options;
  if (!(steps > warmupSteps)) {
    throw new RangeError(
      `warmupCosine: expected more steps than the ${warmupSteps} of the warm-up, got ${steps}.`,
    );
  }
  return (step) => {
    if (step < warmupSteps) return (learningRate * step) / warmupSteps;
    const progress = Math.min(1, (step - warmupSteps) / (steps - warmupSteps));
    return finalRate + ((learningRate - finalRate) * (1 + Math.cos(Math.PI * progress))) / 2;
  };
}

/**
 * Grows linearly over `warmupSteps`, reaching `learningRate` in the last of them, then falls with the inverse
 * square root of the step (Vaswani et al. 2017); needs no length of the run.
 */
export function warmupInverseSqrt(options: {
  readonly learningRate: number;
  readonly warmupSteps: number;
}): Schedule {
  const { learningRate, warmupSteps } = options;
  const warmup = Math.max(1, warmupSteps);
  return (step) => learningRate * Math.min(step / warmup, Math.sqrt(warmup / step));
}

export interface PlateauOptions {
  /** whether a lower or a higher metric is better, by default 'min' */
  readonly mode?: 'min' | 'max';
  /** by which the learning rate is multiplied, by default 0.1 */
  readonly factor?: number;
  /** how many validations without improvement are borne; the next one reduces; by default 10 */
  readonly patience?: number;
  /** how much, as a share of the best metric, counts as an improvement, by default 1e-4 */
  readonly threshold?: number;
  /** validations after a reduction in which nothing is counted, by default 0 */
  readonly cooldown?: number;
  /** the rate is not reduced below this, by default 0 */
  readonly minRate?: number;
}

/** Follows `base`, and multiplies it by `factor` whenever the metric has stopped improving. */
export function reduceOnPlateau(base: Schedule | number, options: PlateauOptions = {}): AdaptiveSchedule {
  const { mode = 'min', factor = 0.1, patience = 10, threshold = 1e-4, cooldown = 0, minRate = 0 } = options;
  const follow = typeof base === 'number' ? constant(base) : base;
  let now: PlateauState = { scale: 1, best: null, stale: 0, cooldown: 0 };

  const isBetter = (metric: number, best: number): boolean => {
    const margin = threshold * Math.abs(best);
    return mode === 'min' ? metric < best - margin : metric > best + margin;
  };

  const observe = (metric: number): void => {
    const improved = now.best === null ? !Number.isNaN(metric) : isBetter(metric, now.best);
    const best = improved ? metric : now.best;
    const isCooling = now.cooldown > 0;
    const stale = improved || isCooling ? 0 : now.stale + 1;
    if (stale > patience) now = { scale: now.scale * factor, best, stale: 0, cooldown };
    else now = { scale: now.scale, best, stale, cooldown: isCooling ? now.cooldown - 1 : 0 };
  };

  const rate = (step: number): number => {
    const learningRate = follow(step);
    return now.scale === 1
      ? learningRate
      : Math.max(Math.min(minRate, learningRate), learningRate * now.scale);
  };
  return Object.assign(rate, {
    observe,
    state: () => now,
    restore: (state: PlateauState) => {
      now = state;
    },
  });
}
