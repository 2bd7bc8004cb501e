import { minimize, type Objective } from '../bfgs.ts';
import { flatState, initialState } from './initialState.ts';
import { ALPHA, BETA, GAMMA, PHI, SEASONAL, type EtsModel } from './model.ts';
import { coordinateOf, createSpace, type ErrorSize, type ParameterSpace } from './parameterSpace.ts';
import { createSmoothing, type Smoothing } from './smoothing.ts';

/** A model with the parameters and the first state that make a series most likely. */
export interface EtsFit {
  readonly model: EtsModel;
  /** in the order of `model.ts` */
  readonly numbers: Float64Array;
  /** Akaike's criterion corrected for short series (Hurvich and Tsai 1989), without the likelihood's constant */
  readonly aicc: number;
  /** of the errors, which are relative where they multiply */
  readonly variance: number;
  /** behind the last value */
  readonly state: ReturnType<Smoothing['state']>;
}

/** The unit of a search from a perfect fit, as a share of the values. */
const PERFECT = 1e-6;

/**
 * Estimates a model by maximum likelihood, its parameters and its first state together (Hyndman et al. 2008,
 * chapter 5).
 *
 * @param values as for `initialState`
 * @returns undefined where the series is too short for so many parameters, or the model cannot run over it
 */
export function fitEts(values: Float64Array, model: EtsModel, seasonLength: number): EtsFit | undefined {
  const n = values.length;
  const season = model.season === 'N' ? 1 : seasonLength;
  const smoothing = createSmoothing(values, model, season);
  const space = findSpace(values, model, smoothing, season);
  // The variance of the errors is estimated too.
  const count = space.size + 1;
  if (n - count - 1 <= 0) return undefined;

  const byNumber = new Float64Array(SEASONAL + season);
  const objective: Objective = (point, gradient) => {
    const deviance = smoothing.run(space.numbersAt(point), byNumber);
    space.pullBack(byNumber, gradient);
    return deviance;
  };
  const minima = [slowWeights(season), FAST_WEIGHTS]
    .map((shares) => startPoint(space, shares))
    .filter((point) => smoothing.run(space.numbersAt(point)) < Infinity)
    .map((point) => minimize(objective, point));
  const [first, ...others] = minima;
  if (first === undefined) return undefined;
  const { x } = others.reduce((best, other) => (other.value < best.value ? other : best), first);

  const numbers = space.numbersAt(x);
  const deviance = smoothing.run(numbers);
  return {
    model,
    numbers,
    aicc: deviance + 2 * count + (2 * count * (count + 1)) / (n - count - 1),
    variance: smoothing.sumOfSquares() / (n - count - 1),
    state: smoothing.state(),
  };
}

/** For each smoothing parameter: a share of what is allowed. */
type Shares = ReadonlyMap<number, number>;

/** The usual start (Hyndman et al. 2002). */
function slowWeights(season: number): Shares {
  return sharesOf(0.2 / season, 0.1, 0.05, 0.99);
}

/** The likelihood may have another maximum here. */
const FAST_WEIGHTS = sharesOf(0.6, 0.2, 0.9, 0.5);

function sharesOf(alpha: number, beta: number, gamma: number, phi: number): Shares {
  return new Map([
    [ALPHA, alpha],
    [BETA, beta],
    [GAMMA, gamma],
    [PHI, phi],
  ]);
}

function startPoint({ size, parameters }: ParameterSpace, shares: Shares): Float64Array {
  const point = new Float64Array(size);
  for (const [index, which] of parameters.entries()) point[index] = coordinateOf(shares.get(which) as number);
  return point;
}

/** Around the usual first state; where the model cannot run from there, around one without trend and season. */
function findSpace(
  values: Float64Array,
  model: EtsModel,
  smoothing: Smoothing,
  season: number,
): ParameterSpace {
  const sizeAround = (origin: Float64Array): ErrorSize | undefined => {
    const space = createSpace(model, origin, { value: 1, seasonal: 1 });
    const deviance = smoothing.run(space.numbersAt(startPoint(space, slowWeights(season))));
    return deviance < Infinity ? errorSize(values, model, smoothing.sumOfSquares()) : undefined;
  };
  const usual = initialState(values, model, season);
  const size = sizeAround(usual);
  if (size !== undefined) return createSpace(model, usual, size);
  const flat = flatState(values, model, season);
  return createSpace(model, flat, sizeAround(flat) ?? errorSize(values, model, 0));
}

function errorSize(values: Float64Array, model: EtsModel, squares: number): ErrorSize {
  const scale = values.reduce((sum, value) => sum + Math.abs(value), 0) / values.length;
  // A perfect fit leaves no error to measure by.
  const error = Math.sqrt(squares / values.length) * (model.error === 'M' ? scale : 1) || scale * PERFECT;
  return { value: error, seasonal: model.season === 'M' ? error / scale : error };
}
