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
  for (let at = 0; at < outputs.length; at++)
    if (!Number.isFinite(outputs[at]))
      throw new Error(
        'readPenMixture: expected numbers, got NaN or Infinity from the network. Its weights, or its inputs, are not numbers.',
      );
  const { components: k, pen } = penLayout(outputs.length);
  const block = (index: number, of: (raw: number) => number): Float64Array =>
    mapSlice(outputs, pen + index * k, k, of);
  const shrinking = Math.exp(-bias) * Math.sqrt(temperature);
  const deviation = (raw: number): number => (LEAST_DEVIATION + softPlus(raw)) * shrinking;
  const asItIs = (raw: number): number => raw;
  const sharper = (logit: number): number => (logit * (1 + bias)) / temperature;
  const bolder = (logit: number): number => logit / temperature;
  return {
    weights: softmax(block(0, sharper)),
    meanX: block(1, asItIs),
    meanY: block(2, asItIs),
    deviationX: block(3, deviation),
    deviationY: block(4, deviation),
    correlation: block(5, (raw) => GREATEST_CORRELATION * Math.tanh(raw)),
    pen: softmax(
      pen === 1 ? Float64Array.of(0, bolder(outputs[0] as number)) : mapSlice(outputs, 0, 3, bolder),
    ),
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

// Loops: this runs for every step of every row, and the methods of typed arrays take several times as long.

function mapSlice(
  numbers: ArrayLike<number>,
  from: number,
  count: number,
  of: (number: number) => number,
): Float64Array {
  const mapped = new Float64Array(count);
  for (let at = 0; at < count; at++) mapped[at] = of(numbers[from + at] as number);
  return mapped;
}

/** In place. */
function softmax(logits: Float64Array): Float64Array {
  let greatest = -Infinity;
  for (const logit of logits) greatest = Math.max(greatest, logit);
  let total = 0;
  for (let at = 0; at < logits.length; at++)
    total += logits[at] = Math.exp((logits[at] as number) - greatest);
  for (let at = 0; at < logits.length; at++) logits[at] = (logits[at] as number) / total;
  return logits;
}

/** The index in whose share of the probabilities `uniform` falls; none of probability 0. */
function pick(probabilities: Float64Array, uniform: number): number {
  let left = uniform;
  let chosen = 0;
  for (let index = 0; index < probabilities.length; index++) {
    const probability = probabilities[index] as number;
    if (probability === 0) continue;
    chosen = index;
    if (left < probability) break;
    left -= probability;
  }
  return chosen;
}
