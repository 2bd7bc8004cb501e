import type { Rng } from '@reprise/engine';
import type { PenMixture, PenStep } from './penDensity.ts';
import { GREATEST_CORRELATION, LEAST_DEVIATION, penLayout } from './penMixture.ts';
import { softPlus } from './softPlus.ts';

export interface PenSampling {
  /**
   * Probability bias (Graves 2013, section 5.4): weights are sharpened by 1 + bias and deviations shrunk by exp(-bias),
   * for neater strokes; 0 (the default) leaves them, 1 to 3 is usual. The pen is left alone.
   */
  readonly bias?: number | undefined;
  /**
   * Temperature (Ha and Eck 2017): divides the logits of weights and pen, multiplies variances; 1 (the
   * default) leaves them, less is tamer.
   */
  readonly temperature?: number | undefined;
}

/**
 * The distribution that a row of a network's outputs stands for.
 * @param outputs [6 K + 1 or 6 K + 3], laid out as `PenLayout` says
 * @throws RangeError for a bias below 0 and for a temperature that is not above 0
 * @throws Error for outputs that are not numbers: the network has come to grief
 */
export function readPenMixture(
  outputs: ArrayLike<number>,
  { bias = 0, temperature = 1 }: PenSampling = {},
): PenMixture {
  if (!(bias >= 0 && bias < Infinity))
    throw new RangeError(`readPenMixture: expected a bias of 0 or more, got ${bias}.`);
  if (!(temperature > 0 && temperature < Infinity))
    throw new RangeError(`readPenMixture: expected a temperature above 0, got ${temperature}.`);
  if (!Array.prototype.every.call(outputs, Number.isFinite))
    throw new Error(
      'readPenMixture: expected numbers, got NaN or Infinity from the network. Its weights, or its inputs, are not numbers.',
    );
  const { components: k, pen } = penLayout(outputs.length);
  const block = (index: number): Float64Array =>
    Float64Array.from({ length: k }, (_, at) => outputs[pen + index * k + at] as number);
  const shrinking = Math.exp(-bias) * Math.sqrt(temperature);
  const deviation = (raw: number): number => (LEAST_DEVIATION + softPlus(raw)) * shrinking;
  const penLogits =
    pen === 1 ? [0, outputs[0] as number] : Array.from({ length: 3 }, (_, at) => outputs[at] as number);
  return {
    weights: softmax(block(0), (1 + bias) / temperature),
    meanX: block(1),
    meanY: block(2),
    deviationX: block(3).map(deviation),
    deviationY: block(4).map(deviation),
    correlation: block(5).map((raw) => GREATEST_CORRELATION * Math.tanh(raw)),
    pen: softmax(penLogits, 1 / temperature),
  };
}

/** A random step: always the same for a key. */
export function samplePenStep(mixture: PenMixture, rng: Rng): PenStep {
  const [which, length, angle, lifting] = rng.words(4) as unknown as [number, number, number, number];
  const component = pick(mixture.weights, which / 2 ** 32);
  // Box and Muller's method (1958); a half is added so that the logarithm never sees zero.
  const radius = Math.sqrt(-2 * Math.log((length + 0.5) / 2 ** 32));
  const turn = 2 * Math.PI * (angle / 2 ** 32);
  const zx = radius * Math.cos(turn);
  const rho = mixture.correlation[component] as number;
  const zy = rho * zx + Math.sqrt(1 - rho * rho) * radius * Math.sin(turn);
  return {
    dx: (mixture.meanX[component] as number) + (mixture.deviationX[component] as number) * zx,
    dy: (mixture.meanY[component] as number) + (mixture.deviationY[component] as number) * zy,
    pen: pick(mixture.pen, lifting / 2 ** 32),
  };
}

function softmax(logits: ArrayLike<number>, factor: number): Float64Array {
  const scaled = Float64Array.from(logits, (logit) => logit * factor);
  const greatest = Math.max(...scaled);
  const masses = scaled.map((logit) => Math.exp(logit - greatest));
  const total = masses.reduce((sum, mass) => sum + mass, 0);
  return masses.map((mass) => mass / total);
}

/** The index in whose share of the probabilities `uniform` falls; none of probability 0. */
function pick(probabilities: Float64Array, uniform: number): number {
  let left = uniform;
  let chosen = 0;
  for (const [index, probability] of probabilities.entries()) {
    if (probability === 0) continue;
    chosen = index;
    if (left < probability) break;
    left -= probability;
  }
  return chosen;
}
