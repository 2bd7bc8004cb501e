import type { Rng } from '@reprise/engine';
import { drawsOf, type Draws } from './draws.ts';
import { levelPath } from './levelPath.ts';
import { noisePath } from './noisePath.ts';
import { seasonPath } from './seasonPath.ts';

export interface GeneratedShape {
  /** steps after which the series may repeat; 1 for none */
  readonly season: number;
  readonly length: number;
}

/** Values with level 1, or counts. */
type Kind = (draws: Draws, shape: GeneratedShape) => Float64Array;

/** What grows makes larger seasons and larger noise: sales, prices, traffic. */
const multiplicative: Kind = (draws, { season, length }) => {
  const [level, seasonal, noise] = parts(draws, season, length);
  return level.map((value, step) => bounded(value + (seasonal[step] as number) + (noise[step] as number)));
};

/** Level, season and noise beside each other, above zero or around it. */
const additive: Kind = (draws, { season, length }) => {
  const [level, seasonal, noise] = parts(draws, season, length);
  const sum = level.map((value, step) => value + (seasonal[step] as number) + (noise[step] as number));
  // Temperatures may be below zero, weights may not.
  if (draws.chance(0.2)) return sum.map((value) => value + draws.uniform(-0.5, 0.5));
  const least = sum.reduce((low, value) => Math.min(low, value), 0);
  const base = draws.logUniform(0.02, 10) - least;
  return sum.map((value) => value + base);
};

/** Numbers of things: Poisson, or with a changing rate (negative binomial); small rates have many zeros. */
const counts: Kind = (draws, { season, length }) => {
  const [level, seasonal] = parts(draws, season, length);
  const mean = draws.logUniform(0.1, 1000);
  const shape = draws.chance(0.5) ? draws.logUniform(0.5, 50) : Infinity;
  return level.map((value, step) => {
    const rate = mean * bounded(value + (seasonal[step] as number));
    return draws.poisson(shape === Infinity ? rate : rate * draws.gamma(shape));
  });
};

/** Sudden rises that die away, as of a river after rain. */
const pulses: Kind = (draws, { season, length }) => {
  const [level, seasonal] = parts(draws, season, length);
  const [memory, rate, spread] = [
    draws.uniform(0.5, 0.98),
    draws.logUniform(0.02, 0.5),
    draws.logUniform(0.3, 3),
  ];
  const [base, noise] = [draws.uniform(0, 1), draws.logUniform(0.005, 0.1)];
  const wildness = draws.chance(0.5) ? draws.uniform(0.3, 1.2) : 0;
  const burst = (): number => draws.gamma(spread) * Math.exp(wildness * draws.normal());
  let above = burst();
  return level.map((value, step) => {
    const strength = bounded(value + (seasonal[step] as number));
    if (draws.chance(rate)) above += (strength * burst() * (1 - memory)) / rate;
    above *= memory;
    return (base + above) * Math.exp(noise * draws.normal());
  });
};

const KINDS = { multiplicative, additive, counts, pulses };
const WEIGHTS = { multiplicative: 5, additive: 3, counts: 2, pulses: 1.3 } as const;

/** The exponential of a share, which no exceptional draw may carry away. */
function bounded(share: number): number {
  return Math.exp(Math.min(5, Math.max(-7, share)));
}

function parts(draws: Draws, season: number, length: number): [Float64Array, Float64Array, Float64Array] {
  return [levelPath(draws, season, length), seasonPath(draws, season, length), noisePath(draws, length)];
}

/**
 * A series as business, nature and traffic have them, drawn from a broad prior: a level that moves, a season, noise,
 * put together in one of several ways, with outliers, limits and rounding. So a network learns to forecast without any
 * series that somebody measured (the idea of ForecastPFN, Dooley et al. 2023, and KernelSynth, Ansari et al. 2024).
 * @returns [length], a function of the key and the shape; finite
 */
export function generateSeries(rng: Rng, shape: GeneratedShape): Float64Array {
  const draws = drawsOf(rng);
  const { chance, logUniform, normal, uniform } = draws;
  const kind = draws.choose(WEIGHTS);
  let values = KINDS[kind](draws, shape);
  if (kind === 'counts') return values;
  if (chance(0.12)) {
    const [rate, size] = [logUniform(0.005, 0.05), logUniform(0.2, 2)];
    const isPositive = values.every((value) => value > 0);
    values = values.map((value) => {
      if (!chance(rate)) return value;
      return isPositive ? value * Math.exp(size * normal()) : value + size * normal();
    });
  }
  if (chance(0.06)) {
    const sorted = values.toSorted();
    const limit = sorted[Math.floor(uniform(0.6, 0.95) * values.length)] as number;
    values = values.map((value) => Math.min(value, limit));
  }
  const scale = logUniform(0.1, 1e5);
  const scaled = values.map((value) => scale * value);
  return scale > 5 && chance(0.4) ? scaled.map(Math.round) : scaled;
}
