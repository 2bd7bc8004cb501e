import {
  add,
  div,
  hasStudentT,
  log,
  log1p,
  mul,
  softplus,
  square,
  studentTNll,
  sub,
  type Rank,
  type Tensor,
} from '@reprise/engine';
import type { Distribution, Outputs } from './distribution.ts';
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

  negativeLogLikelihood<R extends Rank>(outputs: Outputs<R>, values: Tensor<R>, scale: Tensor): Tensor<R> {
    const [location, rawWidth, rawFreedom] = outputs as [Tensor<R>, Tensor<R>, Tensor<R>];
    const scaled = div<Tensor<R>>(values, scale);
    const nats = hasStudentT()
      ? studentTNll({ location, rawWidth, rawFreedom }, scaled, {
          leastWidth: LEAST,
          leastFreedom: LEAST_FREEDOM,
        })
      : scaledNats(location, rawWidth, rawFreedom, scaled);
    return add(nats, log(scale));
  },

  /** From two uniform numbers each (Bailey 1994): Box and Muller's method, of which this is the limit for many degrees. */
  sample(outputs, scale, rng) {
    const words = rng.words(2 * scale.length);
    return scale.map((unit, row) => {
      const width = LEAST + softPlus(outputs[3 * row + 1] as number);
      const freedom = LEAST_FREEDOM + softPlus(outputs[3 * row + 2] as number);
      // A half is added so that the logarithm never sees zero.
      const nats = -Math.log(((words[2 * row] as number) + 0.5) / 2 ** 32);
      const radius = Math.sqrt(freedom * Math.expm1((2 / freedom) * nats));
      const t = radius * Math.cos(2 * Math.PI * ((words[2 * row + 1] as number) / 2 ** 32));
      return unit * ((outputs[3 * row] as number) + width * t);
    });
  },

  mean: (outputs, scale) => scale.map((unit, row) => unit * (outputs[3 * row] as number)),
};

/** The equations, with every operation by itself. */
function scaledNats(location: Tensor, rawWidth: Tensor, rawFreedom: Tensor, values: Tensor): Tensor {
  const width = add(softplus(rawWidth), LEAST);
  const freedom = add(softplus(rawFreedom), LEAST_FREEDOM);
  const z = div(sub(values, location), width);
  const half = mul(freedom, 0.5);
  const normaliser = sub(logGamma(half), logGamma(add(half, 0.5)));
  const tail = mul(add(half, 0.5), log1p(div(square(z), freedom)));
  return add(add(normaliser, mul(log(mul(freedom, Math.PI)), 0.5)), add(log(width), tail));
}
