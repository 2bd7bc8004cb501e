import type { Rng } from '@reprise/engine';
import { uniforms } from './drawStreams.ts';

/** From this mean on rejection is faster than counting up. */
const LARGE = 10;

/** Draws from Poisson distributions; each call takes a mean from 0 on. */
export function poissonSampler(rng: Rng): (mean: number) => number {
  const uniform = uniforms(rng);
  return (mean) => (mean < LARGE ? countUp(mean, uniform) : reject(mean, uniform));
}

/** The smallest k whose distribution function exceeds a uniform number. */
function countUp(mean: number, uniform: () => number): number {
  let left = uniform();
  let probability = Math.exp(-mean);
  let k = 0;
  // The probabilities run out, in floating point, before a uniform number close to 1 is used up.
  while (left > probability && k < 200) {
    left -= probability;
    probability *= mean / ++k;
  }
  return k;
}

/** Transformed rejection with squeeze: algorithm PTRS of Hörmann (1993). */
function reject(mean: number, uniform: () => number): number {
  const b = 0.931 + 2.53 * Math.sqrt(mean);
  const a = -0.059 + 0.02483 * b;
  const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
  const squeeze = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const u = uniform() - 0.5;
    const v = uniform();
    const margin = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / margin + b) * u + mean + 0.43);
    if (margin >= 0.07 && v <= squeeze) return k;
    if (k < 0 || (margin < 0.013 && v > margin)) continue;
    const height = Math.log((v * inverseAlpha) / (a / (margin * margin) + b));
    if (height <= k * Math.log(mean) - mean - logFactorial(k)) return k;
  }
}

/** By Stirling's series, moved up to where it is exact. */
function logFactorial(k: number): number {
  if (k < 9) return Math.log([1, 1, 2, 6, 24, 120, 720, 5040, 40320][k] as number);
  const x = k + 1;
  return (x - 0.5) * Math.log(x) - x + Math.log(2 * Math.PI) / 2 + 1 / (12 * x) - 1 / (360 * x ** 3);
}
