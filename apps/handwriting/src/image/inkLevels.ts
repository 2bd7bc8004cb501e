import { rankOf } from './paperOf.ts';

/** Between which contrasts paper ends and ink is full. */
export interface InkLevels {
  readonly paper: number;
  readonly ink: number;
}

/**
 * Finds the levels of ink among contrasts from 0 to 255. What lies above the paper's noise is the ink with its soft edges
 * and, on some paper, fainter ruling and stains; Otsu's threshold (1979) parts these, and the ink's level is the middle
 * of the upper part. So neither the share of the picture that is ink nor a few dark specks move it.
 *
 * @param noise standard deviation of the paper
 * @returns undefined where nothing is above the noise
 */
export function inkLevels(contrast: Float32Array, noise: number): InkLevels | undefined {
  const floor = 3 * noise + 4;
  const histogram = new Uint32Array(256);
  let below = 0;
  for (let at = 0; at < contrast.length; at++) {
    const value = contrast[at] as number;
    if (value > floor)
      histogram[Math.min(255, Math.round(value))] =
        (histogram[Math.min(255, Math.round(value))] as number) + 1;
    else below += 1;
  }
  if (below === contrast.length) return undefined;
  const ink = rankOf(histogram.fill(0, 0, otsu(histogram) + 1), 0.5);
  return { paper: Math.min(2 * noise, 0.4 * ink), ink };
}

/** The value after which a histogram falls into the two parts that differ most (Otsu 1979). */
function otsu(histogram: Uint32Array): number {
  let [total, sum] = [0, 0];
  for (let value = 0; value < histogram.length; value++) {
    total += histogram[value] as number;
    sum += value * (histogram[value] as number);
  }
  let [count, partSum, best, bestVariance] = [0, 0, -1, 0];
  for (let value = 0; value < histogram.length - 1; value++) {
    count += histogram[value] as number;
    partSum += value * (histogram[value] as number);
    if (count === 0 || count === total) continue;
    const apart = partSum / count - (sum - partSum) / (total - count);
    const variance = count * (total - count) * apart * apart;
    if (variance > bestVariance) [best, bestVariance] = [value, variance];
  }
  return best;
}
