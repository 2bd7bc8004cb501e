import { MEASURES, type HandMeasures } from './handMeasures.ts';

/** The mean of each measure; NaN of no hands. */
export function meanHand(hands: readonly HandMeasures[]): HandMeasures {
  return eachMeasure((measure) => mean(hands.map((hand) => hand[measure])));
}

/** The standard deviation of each measure, with n - 1 below; NaN of fewer than two hands. */
export function deviationOfHands(hands: readonly HandMeasures[]): HandMeasures {
  return eachMeasure((measure) => {
    const values = hands.map((hand) => hand[measure]);
    return values.length < 2 ? NaN : Math.sqrt(covariance(values, values));
  });
}

/** Pearson's correlation of each measure between two lists of hands, one beside the other. */
export function correlationOfHands(
  hands: readonly HandMeasures[],
  others: readonly HandMeasures[],
): HandMeasures {
  return eachMeasure((measure) => {
    const [a, b] = [hands.map((hand) => hand[measure]), others.map((hand) => hand[measure])];
    return covariance(a, b) / Math.sqrt(covariance(a, a) * covariance(b, b));
  });
}

/** Each measure of a hand as a multiple of another's. */
export function ratioOfHands(hand: HandMeasures, other: HandMeasures): HandMeasures {
  return eachMeasure((measure) => hand[measure] / other[measure]);
}

function eachMeasure(valueOf: (measure: keyof HandMeasures) => number): HandMeasures {
  const [slant, width, curvature] = MEASURES.map(valueOf) as [number, number, number];
  return { slant, width, curvature };
}

function covariance(a: readonly number[], b: readonly number[]): number {
  const [meanA, meanB] = [mean(a), mean(b)];
  const sum = a.reduce((whole, value, index) => whole + (value - meanA) * ((b[index] as number) - meanB), 0);
  return sum / (a.length - 1);
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
