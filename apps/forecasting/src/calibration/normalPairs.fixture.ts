import { Rng } from '@reprise/engine';
import type { ForecastPair } from '../metrics/forecastPair.ts';
import { makePair } from '../metrics/pairs.fixture.ts';
import { applyCalibration } from './applyCalibration.ts';
import { fitCalibration, type CalibrationOptions } from './fitCalibration.ts';

/** Quantiles of the standard normal distribution. */
export const NORMAL = {
  0.025: -1.96,
  0.1: -1.2816,
  0.3: -0.5244,
  0.5: 0,
  0.7: 0.5244,
  0.9: 1.2816,
  0.975: 1.96,
};

/** A history in which the seasonal naive forecast misses by `scale`. */
export const historyOf = (scale: number): number[] => [0, scale, 0, scale];

/** Levels and offsets of a normal distribution `width` times as wide. */
function normalOffsets(width: number): Record<number, number> {
  return Object.fromEntries(Object.entries(NORMAL).map(([level, offset]) => [level, offset * width]));
}

/** Normal values around forecasts of 0 that claim `width` times their spread, series of very different size. */
export function drawPairs(
  seed: number,
  options: { count: number; horizon?: number; width: number; growth?: number },
): ForecastPair[] {
  const { count, horizon = 1, width, growth = 0 } = options;
  const noise = Rng.fromSeed(seed).normalValues(count * horizon);
  return Array.from({ length: count }, (_, index) => {
    const scale = 10 ** (index % 5);
    const actual = Array.from(
      noise.subarray(index * horizon, (index + 1) * horizon),
      (value, step) => value * scale * (1 + growth * step),
    );
    return makePair({
      id: `series ${index}`,
      actual,
      median: actual.map(() => 0),
      offsets: normalOffsets(width * scale),
      history: historyOf(scale),
    });
  });
}

/** Pairs whose forecasts are calibrated on others. */
export function calibrated(
  pairs: readonly ForecastPair[],
  fitted: readonly ForecastPair[],
  options?: CalibrationOptions,
): ForecastPair[] {
  const calibration = fitCalibration(fitted, options);
  return pairs.map((pair) => ({
    ...pair,
    forecast: applyCalibration(calibration, pair.forecast, pair.history, pair.season),
  }));
}
