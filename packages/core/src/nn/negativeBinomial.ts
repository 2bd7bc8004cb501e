import { add, div, log, log1p, mul, softplus, sqrt, sub, type Tensor } from '@reprise/engine';
import type { Distribution } from './distribution.ts';
import { gammaSampler } from './gammaSampler.ts';
import { logGammaRemainder } from './logGamma.ts';
import { poissonSampler } from './poissonSampler.ts';
import { softPlus } from './softPlus.ts';

/** Keeps mean and shape above 0. */
const LEAST = 1e-5;

/**
 * The negative binomial distribution, of counts that spread more than Poisson's; the network gives mean and shape α,
 * the variance is mean + α · mean². The mean grows with the scale of the series, α falls with its square root
 * (Salinas et al. 2020, section 3.3).
 */
export const negativeBinomial: Distribution = {
  size: 2,

  negativeLogLikelihood([rawMean, rawShape], counts, scale) {
    const mean = mul(add(softplus(rawMean as Tensor), LEAST), scale);
    const alpha = div(add(softplus(rawShape as Tensor), LEAST), sqrt(scale));
    const failures = div(1, alpha);
    const spread = mul(alpha, mean);
    // With Γ by Stirling's series the terms of the size of counts · log counts join, as Loader (2000) does it: each of
    // them alone would round away what they leave.
    const all = add(counts, failures);
    const [both, up, down] = [add(all, 7), add(counts, 7), add(failures, 7)];
    const ofCounts = mul(counts, log1p(div(sub(up, mean), mul(spread, both))));
    const ofFailures = mul(failures, log1p(div(sub(mul(spread, down), counts), both)));
    const small = sub(log1p(mul(counts, alpha)), mul(log(div(both, mul(up, down))), 6.5));
    const remainder = sub(
      add(logGammaRemainder(add(counts, 1)), logGammaRemainder(add(failures, 1))),
      logGammaRemainder(add(all, 1)),
    );
    return add<typeof counts>(add(ofCounts, ofFailures), add(sub(small, 7), remainder));
  },

  /** A Poisson distribution whose mean is drawn from a gamma distribution. */
  sample(outputs, scale, rng) {
    const gamma = gammaSampler(rng.fold('gamma'));
    const poisson = poissonSampler(rng.fold('poisson'));
    return scale.map((unit, row) => {
      const mean = unit * (LEAST + softPlus(outputs[2 * row] as number));
      const alpha = (LEAST + softPlus(outputs[2 * row + 1] as number)) / Math.sqrt(unit);
      return poisson(mean * alpha * gamma(1 / alpha));
    });
  },

  mean: (outputs, scale) => scale.map((unit, row) => unit * (LEAST + softPlus(outputs[2 * row] as number))),
};
