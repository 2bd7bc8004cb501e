import type { Prediction } from './network.ts';

/**
 * A prediction out of quantiles at learned levels: put into order where they cross, straight lines between them, and
 * beyond the outermost ones the slope of the last line; the mean by the trapezoid rule, the outermost quantiles standing
 * for what lies beyond them.
 * @param learned ascending levels in (0, 1)
 * @param steps for each step: one value for each learned level
 */
export function quantileCurve(
  learned: readonly number[],
  steps: readonly (readonly number[])[],
  levels: readonly number[],
): Prediction {
  const sorted = steps.map((values) => values.toSorted((a, b) => a - b));
  return {
    mean: Float64Array.from(sorted, (values) => meanOf(learned, values)),
    quantiles: levels.map((level) => Float64Array.from(sorted, (values) => valueAt(learned, values, level))),
  };
}

function valueAt(learned: readonly number[], values: readonly number[], level: number): number {
  if (learned.length === 1) return values[0] as number;
  const found = learned.findIndex((other) => other >= level);
  const right = found === -1 ? learned.length - 1 : Math.max(1, found);
  const [from, to] = [learned[right - 1] as number, learned[right] as number];
  const [low, high] = [values[right - 1] as number, values[right] as number];
  return low + ((high - low) * (level - from)) / (to - from);
}

function meanOf(learned: readonly number[], values: readonly number[]): number {
  const edges = [0, ...learned, 1];
  const held = [values[0] as number, ...values, values.at(-1) as number];
  let mean = 0;
  for (let index = 1; index < edges.length; index++) {
    const width = (edges[index] as number) - (edges[index - 1] as number);
    mean += (width * ((held[index] as number) + (held[index - 1] as number))) / 2;
  }
  return mean;
}
