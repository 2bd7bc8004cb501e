/** A piece to fit to: what speaks for each candidate, and which of them is true. */
export interface KnownMeter {
  readonly features: readonly (readonly number[])[];
  readonly truth: number;
}

const ITERATIONS = 800;

/**
 * The weights w that maximise Σ log softmax(features · w)[truth] − precision/2 · |w|², a strictly concave function with
 * one maximum; by Nesterov's accelerated gradient ascent.
 */
export function fitMeterWeights(pieces: readonly KnownMeter[], precision: number): number[] {
  const steepest =
    precision + sum(pieces.map(({ features }) => Math.max(...features.map((row) => dot(row, row)))));
  const momentum =
    (Math.sqrt(steepest) - Math.sqrt(precision)) / (Math.sqrt(steepest) + Math.sqrt(precision));
  let weights = (pieces[0]?.features[0] ?? []).map(() => 0);
  let ahead = weights;
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    const gradient = gradientAt(ahead, pieces, precision);
    const next = added(ahead, gradient, 1 / steepest);
    const pace = added(next, weights, -1);
    ahead = added(next, pace, momentum);
    weights = next;
  }
  return weights;
}

function gradientAt(weights: readonly number[], pieces: readonly KnownMeter[], precision: number): number[] {
  let gradient = weights.map((weight) => -precision * weight);
  for (const { features, truth } of pieces) {
    const powers = features.map((row) => Math.exp(dot(row, weights)));
    const total = sum(powers);
    powers.forEach((power, candidate) => {
      const error = (candidate === truth ? 1 : 0) - power / total;
      gradient = added(gradient, features[candidate] ?? [], error);
    });
  }
  return gradient;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function dot(one: readonly number[], other: readonly number[]): number {
  return sum(one.map((value, index) => value * (other[index] ?? 0)));
}

function added(one: readonly number[], other: readonly number[], times: number): number[] {
  return one.map((value, index) => value + times * (other[index] ?? 0));
}
