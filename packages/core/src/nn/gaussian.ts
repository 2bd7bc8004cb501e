import { add, div, log, mul, softplus, square, sub, type Tensor } from '@reprise/engine';
import type { Distribution } from './distribution.ts';
import { softPlus } from './softPlus.ts';

/** Least standard deviation, in scaled units: without it the density of a series that stands still has no bound. */
const LEAST = 1e-4;

/** The normal distribution; the network gives mean and standard deviation. */
export const gaussian: Distribution = {
  size: 2,

  negativeLogLikelihood([location, width], values, scale) {
    const deviation = add(softplus(width as Tensor), LEAST);
    const z = div(sub(div(values, scale), location as Tensor), deviation);
    return add(add(mul(square(z), 0.5), log(mul(deviation, scale))), Math.log(2 * Math.PI) / 2);
  },

  sample(outputs, scale, rng) {
    const normals = rng.normalValues(scale.length);
    return scale.map((unit, row) => {
      const deviation = softPlus(outputs[2 * row + 1] as number) + LEAST;
      return unit * ((outputs[2 * row] as number) + deviation * (normals[row] as number));
    });
  },

  mean: (outputs, scale) => scale.map((unit, row) => unit * (outputs[2 * row] as number)),
};
