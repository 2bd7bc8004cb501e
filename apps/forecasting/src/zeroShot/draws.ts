import { gammaSampler, normals, poissonSampler, uniforms } from '@reprise/core';
import type { Rng } from '@reprise/engine';

/** Random numbers from a key, one at a call: what a generator of series takes cannot be said beforehand. */
export interface Draws {
  /** true with this probability */
  readonly chance: (probability: number) => boolean;
  /** in [low, high) */
  readonly uniform: (low: number, high: number) => number;
  /** in [low, high), each order of size as often as the others; both above 0 */
  readonly logUniform: (low: number, high: number) => number;
  /** a whole number from `low` to `high` */
  readonly whole: (low: number, high: number) => number;
  /** standard normal */
  readonly normal: () => number;
  /** one of the names, each as often as its weight says */
  readonly choose: <K extends string>(weights: Readonly<Record<K, number>>) => K;
  /** a count with this mean */
  readonly poisson: (mean: number) => number;
  /** of this shape, with mean 1 */
  readonly gamma: (shape: number) => number;
}

export function drawsOf(rng: Rng): Draws {
  const unit = uniforms(rng.fold('unit'));
  const uniform = (low: number, high: number): number => low + (high - low) * unit();
  const gamma = gammaSampler(rng.fold('gamma'));
  return {
    chance: (probability) => unit() < probability,
    uniform,
    logUniform: (low, high) => Math.exp(uniform(Math.log(low), Math.log(high))),
    whole: (low, high) => Math.floor(uniform(low, high + 1)),
    normal: normals(rng.fold('normal')),
    choose<K extends string>(weights: Readonly<Record<K, number>>): K {
      const names = Object.keys(weights) as K[];
      let left = uniform(0, 1) * names.reduce((sum, name) => sum + weights[name], 0);
      return names.find((name) => (left -= weights[name]) < 0) ?? (names.at(-1) as K);
    },
    poisson: poissonSampler(rng.fold('poisson')),
    gamma: (shape) => gamma(shape) / shape,
  };
}
