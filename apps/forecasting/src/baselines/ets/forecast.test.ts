import { Rng } from '@reprise/engine';
import { describe, expect, it } from 'vitest';
import { differenceOf, goldenCase, GOLDENS, type GoldenEts } from '../goldens.fixture.ts';
import type { EtsFit } from './fit.ts';
import { forecastEts } from './forecast.ts';
import { ALPHA, BETA, ETS_MODELS, GAMMA, modelName, neutral, PHI } from './model.ts';
import { createSmoothing } from './smoothing.ts';

function asFit(values: Float64Array, season: number, { model, numbers, variance, aicc }: GoldenEts): EtsFit {
  const smoothing = createSmoothing(values, model, model.season === 'N' ? 1 : season);
  smoothing.run(Float64Array.from(numbers));
  return { model, numbers: Float64Array.from(numbers), variance, aicc, state: smoothing.state() };
}

const FITS = Object.entries(GOLDENS.models).flatMap(([name, fits]) =>
  fits.map((golden) => {
    const { values, season } = goldenCase(name);
    const fit = asFit(Float64Array.from(values), season, golden);
    return { title: `${modelName(golden.model)} of ${name}`, length: values.length, golden, fit };
  }),
);

describe('forecastEts, mean', () => {
  it.each(FITS)('is statsforecast’s: $title', ({ length, golden, fit }) => {
    const { mean } = forecastEts(fit, length, golden.mean.length);
    const { slope, seasonal } = fit.state;
    const phi = fit.numbers[PHI]!;
    // The slope is worth φ + φ² + … + φ^h; statsforecast adds φ twice and leaves out φ^h.
    const theirs = mean.map((value, step) => {
      const factor = fit.model.season === 'M' ? seasonal[(length + step) % seasonal.length]! : 1;
      return value + (step === 0 ? 0 : (phi - phi ** (step + 1)) * slope * factor);
    });
    expect(differenceOf(theirs, golden.mean)).toBeLessThan(1e-9);
  });
});

describe('forecastEts, deviation', () => {
  const undamped = FITS.filter(({ fit }) => fit.model.trend !== 'Ad' || fit.model.error === 'A');

  it.each(undamped.filter(({ fit }) => fit.model.season === 'N'))(
    'is statsforecast’s: $title',
    ({ length, golden, fit }) => {
      const { sigma } = forecastEts(fit, length, golden.sigma.length);
      expect(differenceOf(sigma, golden.sigma)).toBeLessThan(1e-9);
    },
  );

  // At the steps before, statsforecast counts as many whole seasons as at the last.
  it.each(undamped.filter(({ fit }) => fit.model.season === 'A' && fit.model.error === 'A'))(
    'is statsforecast’s at the last step: $title',
    ({ length, golden, fit }) => {
      const { sigma } = forecastEts(fit, length, golden.sigma.length);
      expect(sigma.at(-1)! / golden.sigma.at(-1)!).toBeCloseTo(1, 8);
    },
  );

  it.each(FITS.filter(({ fit }) => fit.model.error === 'M'))(
    'is that of paths of the model: $title',
    ({ length, fit }) => {
      const horizon = 14;
      const { mean, sigma } = forecastEts(fit, length, horizon);
      const deviations = simulate(fit, length, mean);
      for (const step of [0, 3, 7, 13]) {
        expect(Math.abs(deviations[step]! / sigma[step]! - 1), `step ${step}`).toBeLessThan(0.04);
      }
    },
  );

  it.each(ETS_MODELS)('is that of paths of $error,$trend,$season with weights that matter', (model) => {
    const seasonal = { N: [0], A: [20, -20, 10, -10], M: [1.2, 0.8, 1.1, 0.9] }[model.season];
    const numbers = neutral(model, seasonal.length);
    numbers.set([0.3, model.trend === 'N' ? 0 : 0.06, model.season === 'N' ? 0 : 0.4]);
    numbers[PHI] = model.trend === 'Ad' ? 0.9 : 1;
    const state = { level: 100, slope: model.trend === 'N' ? 0 : 1.5, seasonal: Float64Array.from(seasonal) };
    const fit = { model, numbers, state, variance: model.error === 'A' ? 9 : 0.03 ** 2, aicc: 0 };
    const { mean, sigma } = forecastEts(fit, 5, 10);
    for (const [step, deviation] of simulate(fit, 5, mean).entries()) {
      expect(Math.abs(deviation / sigma[step]! - 1), `step ${step}`).toBeLessThan(0.03);
    }
  });
});

/** The root mean square of how far 10,000 paths are from the mean, at each step. */
function simulate(
  { model, numbers, variance, state }: EtsFit,
  length: number,
  mean: Float64Array,
): Float64Array {
  const [alpha, beta, gamma, phi] = [ALPHA, BETA, GAMMA, PHI].map((which) => numbers[which]!) as [
    number,
    number,
    number,
    number,
  ];
  const paths = 10_000;
  const season = state.seasonal.length;
  const noise = Rng.fromSeed(3).normalValues(paths * mean.length);
  const squares = new Float64Array(mean.length);
  for (let path = 0; path < paths; path++) {
    let { level, slope } = state;
    const seasonal = state.seasonal.slice();
    for (const [step, centre] of mean.entries()) {
      const phase = (length + step) % season;
      const s = seasonal[phase]!;
      const q = level + phi * slope;
      const forecast = model.season === 'M' ? q * s : q + s;
      const error =
        (model.error === 'A' ? 1 : forecast) * Math.sqrt(variance) * noise[path * mean.length + step]!;
      squares[step]! += (forecast + error - centre) ** 2 / paths;
      const r = model.season === 'M' ? error / s : error;
      level = q + alpha * r;
      slope = phi * slope + beta * r;
      if (model.season !== 'N') seasonal[phase] = s + gamma * (model.season === 'M' ? error / q : error);
    }
  }
  return squares.map(Math.sqrt);
}
