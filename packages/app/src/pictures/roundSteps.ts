/** Round numbers along an axis, from one that is not above the data to one that is not below. */
export interface RoundSteps {
  /** first and last of the ticks */
  readonly domain: readonly [low: number, high: number];
  /** ascending, at least two */
  readonly ticks: readonly number[];
  /** digits behind the point that tell the ticks apart, at most 20 */
  readonly decimals: number;
}

const ROUNDING = 1e-9;

/**
 * Ticks with steps of 1, 2 or 5 times a power of ten, about `count` of them between the values.
 *
 * @param low finite, and so is `high`, which is not below it
 */
export function roundSteps(low: number, high: number, count: number): RoundSteps {
  const rough = (high - low || 1) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
  // 0.3 / 0.1 is a little less than 3.
  const first = Math.floor(low / step + ROUNDING);
  const last = Math.max(Math.ceil(high / step - ROUNDING), first + 1);
  return {
    domain: [first * step, last * step],
    ticks: Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step),
    decimals: Math.min(20, Math.max(0, -Math.floor(Math.log10(step)))),
  };
}
