import type { Settings } from '../settings.ts';
import { readValues, type Values } from '../values.ts';

/** What the values of a window are moved and divided by before a network sees them. */
export interface Scaling {
  readonly center: number;
  /** above 0 */
  readonly scale: number;
}

/** Below this a scale is that of a series which stands still, and divides by nothing. */
const LEAST = 1e-10;

/**
 * Of the values in a window; missing ones (NaN) do not count.
 *
 * - `none`: values as they are, for data that was brought to one scale before.
 * - `mean`: divided by the mean size of the values (Salinas et al. 2020, section 3.3).
 * - `standard`: less their mean, divided by their standard deviation (Kim et al. 2022).
 *
 * Where all of them are missing, or the same as what is taken away, the scale is that of `fallback`, the history as a
 * whole, and else 1.
 */
export function scalingOf(
  kind: Settings['scaling'],
  window: Float64Array,
  fallback: Values = window,
): Scaling {
  if (kind === 'none') return { center: 0, scale: 1 };
  const center = kind === 'standard' ? (meanOf(window, (value) => value) ?? 0) : 0;
  const spread = (values: Float64Array): number => {
    if (kind === 'mean') return meanOf(values, Math.abs) ?? 0;
    return Math.sqrt(meanOf(values, (value) => (value - center) ** 2) ?? 0);
  };
  const own = spread(window);
  if (isAbove(own, center)) return { center, scale: own };
  const whole = spread(readValues(fallback));
  return { center, scale: isAbove(whole, center) ? whole : 1 };
}

/** A deviation that is only rounding of the mean is none. */
function isAbove(scale: number, center: number): boolean {
  return scale > Math.max(LEAST, 1e-9 * Math.abs(center));
}

function meanOf(values: Float64Array, of: (value: number) => number): number | undefined {
  let [sum, count] = [0, 0];
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    sum += of(value);
    count++;
  }
  return count === 0 ? undefined : sum / count;
}
