import { add, div, log, log1p, mul, softplus, square, sub, type Tensor } from '@reprise/engine';
import type { Distribution } from './distribution.ts';
import { normals } from './drawStreams.ts';
import { gammaSampler } from './gammaSampler.ts';
import { logGamma } from './logGamma.ts';
import { softPlus } from './softPlus.ts';

/** Least width, in scaled units: without it the density of a series that stands still has no bound. */
const LEAST = 1e-4;
/** With more degrees of freedom than this the variance is finite, and a mean is worth stating. */
const LEAST_FREEDOM = 2;

/**
 * Student's t-distribution, whose heavy tails bear outliers; the network gives location, width and degrees of freedom.
 */
export const studentT: Distribution = {
  size: 3,

  negativeLogLikelihood([location, rawWidth, rawFreedom], values, scale) {
    const width = add(softplus(rawWidth as Tensor), LEAST);
    const freedom = add(softplus(rawFreedom as Tensor), LEAST_FREEDOM);
    const z = div(sub(div(values, scale), location as Tensor), width);
    const half = mul(freedom, 0.5);
    const normaliser = sub(logGamma(half), logGamma(add(half, 0.5)));
    const tail = mul(add(half, 0.5), log1p(div(square(z), freedom)));
    return add(add(normaliser, mul(log(mul(freedom, Math.PI)), 0.5)), add(log(mul(width, scale)), tail));
  },

  sample(outputs, scale, rng) {
    const normal = normals(rng.fold('t'));
    const gamma = gammaSampler(rng.fold('gamma'));
    return scale.map((unit, row) => {
      const half = (LEAST_FREEDOM + softPlus(outputs[3 * row + 2] as number)) / 2;
      const t = normal() / Math.sqrt(gamma(half) / half);
      const width = LEAST + softPlus(outputs[3 * row + 1] as number);
      return unit * ((outputs[3 * row] as number) + width * t);
    });
  },

  mean: (outputs, scale) => scale.map((unit, row) => unit * (outputs[3 * row] as number)),
};
