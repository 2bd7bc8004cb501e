import type { Rng } from '@reprise/engine';
import { offsetLogDensity, type PenMixture } from './penDensity.ts';
import { LEAST_DEVIATION } from './penMixture.ts';
import { readPenSteps, type PenSteps } from './penSteps.ts';

export interface PenFitOptions {
  /** rounds of expectation and maximisation at most, by default 200 */
  readonly iterations?: number | undefined;
  /** ends where a round gains less than so many nats a step, by default 1e-6 */
  readonly tolerance?: number | undefined;
}

export interface PenFit {
  readonly mixture: PenMixture;
  /** mean log-likelihood of a step's offset, in nats: of the start, and after each round; it never falls */
  readonly history: readonly number[];
}

/**
 * A mixture for all steps of a pen alike, whatever came before them: the baseline of every model that remembers. It is
 * fitted by expectation and maximisation (Dempster, Laird, Rubin 1977) from centres spread by k-means++ (Arthur and
 * Vassilvitskii 2007). No component gets narrower than `LEAST_DEVIATION` in any direction, as in a network's mixture.
 * The pen's probabilities are the counts, and one more for each state, lest the density of an unseen one be 0.
 *
 * @param components how many; some have weight 0 where fewer steps differ
 * @throws InputError for steps that are none, or fewer than the components
 * @throws RangeError for no components
 */
export function fitPenMixture(
  steps: PenSteps,
  components: number,
  rng: Rng,
  { iterations = 200, tolerance = 1e-6 }: PenFitOptions = {},
): PenFit {
  if (!(Number.isInteger(components) && components > 0))
    throw new RangeError(`fitPenMixture: expected 1 component or more, got ${components}.`);
  const { dx, dy, penCounts } = readPenSteps('fitPenMixture', steps, components);
  const total = penCounts.reduce((sum, count) => sum + count + 1, 0);
  const pen = penCounts.map((count) => (count + 1) / total);

  const centres = spreadCentres(dx, dy, components, rng);
  const sums = new MomentSums(centres.meanX, centres.meanY);
  for (const [index, k] of centres.nearest.entries())
    sums.add(k, 1, dx[index] as number, dy[index] as number);
  let mixture = sums.maximise({ ...startOf(centres), pen });

  const history: number[] = [];
  for (let round = 0; ; round++) {
    const { logLikelihood, better } = improve(mixture, dx, dy);
    const gain = logLikelihood - (history.at(-1) ?? -Infinity);
    history.push(logLikelihood);
    if (round >= iterations || gain < tolerance) return { mixture, history };
    mixture = better;
  }
}

/** One round: the log-likelihood of a mixture, a step, and the mixture that its responsibilities make. */
function improve(
  mixture: PenMixture,
  dx: Float64Array,
  dy: Float64Array,
): { logLikelihood: number; better: PenMixture } {
  const logDensity = offsetLogDensity(mixture);
  const sums = new MomentSums(mixture.meanX, mixture.meanY);
  const logs = new Float64Array(mixture.weights.length);
  let total = 0;
  for (let index = 0; index < dx.length; index++) {
    const [x, y] = [dx[index] as number, dy[index] as number];
    const whole = logDensity(x, y, logs);
    total += whole;
    for (let k = 0; k < logs.length; k++) {
      const responsibility = Math.exp((logs[k] as number) - whole);
      if (responsibility > 0) sums.add(k, responsibility, x, y);
    }
  }
  return { logLikelihood: total / dx.length, better: sums.maximise(mixture) };
}

/** Weighted moments about given centres, near to the means so that no variance is a difference of large numbers. */
class MomentSums {
  readonly #centreX: Float64Array;
  readonly #centreY: Float64Array;
  /** for each component: mass, and the sums of x, y, x², y² and x·y */
  readonly #sums: Float64Array;

  constructor(centreX: Float64Array, centreY: Float64Array) {
    this.#centreX = centreX;
    this.#centreY = centreY;
    this.#sums = new Float64Array(6 * centreX.length);
  }

  add(component: number, mass: number, dx: number, dy: number): void {
    const x = dx - (this.#centreX[component] as number);
    const y = dy - (this.#centreY[component] as number);
    const sums = this.#sums;
    const at = 6 * component;
    sums[at] = (sums[at] as number) + mass;
    sums[at + 1] = (sums[at + 1] as number) + mass * x;
    sums[at + 2] = (sums[at + 2] as number) + mass * y;
    sums[at + 3] = (sums[at + 3] as number) + mass * x * x;
    sums[at + 4] = (sums[at + 4] as number) + mass * y * y;
    sums[at + 5] = (sums[at + 5] as number) + mass * x * y;
  }

  /** The likeliest mixture for these sums; a component without mass stays as it was, with weight 0. */
  maximise(old: PenMixture): PenMixture {
    const copy = (values: Float64Array): Float64Array => values.slice();
    const mixture: PenMixture = {
      weights: copy(old.weights),
      meanX: copy(old.meanX),
      meanY: copy(old.meanY),
      deviationX: copy(old.deviationX),
      deviationY: copy(old.deviationY),
      correlation: copy(old.correlation),
      pen: old.pen,
    };
    const masses = old.weights.map((_, k) => this.#sums[6 * k] as number);
    const whole = masses.reduce((sum, mass) => sum + mass, 0);
    for (const [k, mass] of masses.entries()) {
      mixture.weights[k] = mass / whole;
      if (mass === 0) continue;
      const [x, y, xx, yy, xy] = Array.from(
        this.#sums.subarray(6 * k + 1, 6 * k + 6),
        (sum) => sum / mass,
      ) as [number, number, number, number, number];
      mixture.meanX[k] = (this.#centreX[k] as number) + x;
      mixture.meanY[k] = (this.#centreY[k] as number) + y;
      const covariance = widen(xx - x * x, yy - y * y, xy - x * y);
      mixture.deviationX[k] = Math.sqrt(covariance.xx);
      mixture.deviationY[k] = Math.sqrt(covariance.yy);
      mixture.correlation[k] = covariance.xy / Math.sqrt(covariance.xx * covariance.yy);
    }
    return mixture;
  }
}

/**
 * The likeliest covariance that is nowhere narrower than the least deviation: the sample's own, with eigenvalues raised.
 */
function widen(xx: number, yy: number, xy: number): { xx: number; yy: number; xy: number } {
  const least = LEAST_DEVIATION ** 2;
  const middle = (xx + yy) / 2;
  const half = Math.hypot((xx - yy) / 2, xy);
  const [major, minor] = [middle + half, middle - half];
  if (minor >= least) return { xx, yy, xy };
  if (major <= least) return { xx: least, yy: least, xy: 0 };
  // (major · 1 - covariance) / (major - minor) projects on the minor axis.
  const raise = (least - minor) / (major - minor);
  return { xx: xx + raise * (major - xx), yy: yy + raise * (major - yy), xy: xy - raise * xy };
}

interface Centres {
  readonly meanX: Float64Array;
  readonly meanY: Float64Array;
  /** the centre next to each step */
  readonly nearest: Uint32Array;
}

/** Steps drawn one by one, each with probability in proportion to its squared distance from those drawn before. */
function spreadCentres(dx: Float64Array, dy: Float64Array, components: number, rng: Rng): Centres {
  const meanX = new Float64Array(components);
  const meanY = new Float64Array(components);
  const nearest = new Uint32Array(dx.length);
  const distances = new Float64Array(dx.length).fill(Infinity);
  let drawn = Math.floor(rng.fold('centre', 0).float() * dx.length);
  for (let k = 0; k < components; k++) {
    const [x, y] = [dx[drawn] as number, dy[drawn] as number];
    [meanX[k], meanY[k]] = [x, y];
    let total = 0;
    for (let index = 0; index < dx.length; index++) {
      const distance = ((dx[index] as number) - x) ** 2 + ((dy[index] as number) - y) ** 2;
      if (distance < (distances[index] as number)) {
        distances[index] = distance;
        nearest[index] = k;
      }
      total += distances[index] as number;
    }
    let left = rng.fold('centre', k + 1).float() * total;
    drawn = distances.findIndex((distance) => (left -= distance) < 0);
    if (drawn < 0) drawn = 0;
  }
  return { meanX, meanY, nearest };
}

function startOf({ meanX, meanY }: Centres): Omit<PenMixture, 'pen'> {
  const same = (value: number): Float64Array => new Float64Array(meanX.length).fill(value);
  return {
    weights: same(0),
    meanX,
    meanY,
    deviationX: same(LEAST_DEVIATION),
    deviationY: same(LEAST_DEVIATION),
    correlation: same(0),
  };
}
