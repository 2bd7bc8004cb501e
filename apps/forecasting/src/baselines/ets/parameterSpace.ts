import { ALPHA, BETA, GAMMA, LEVEL, PHI, SEASONAL, SLOPE, type EtsModel } from './model.ts';

/** Parameters stay this far from the ends of what is allowed. */
const MARGIN = 1e-4;
/** More damping is not told from no trend, less not from none (Hyndman et al. 2008, section 2.4). */
const SMALLEST_PHI = 0.8;
const LARGEST_PHI = 0.98;

/**
 * The free numbers of a model as coordinates without bounds, all about as steep: a smoothing parameter goes as the
 * sine of its coordinate between the ends of what is allowed (James and Roos 1975; unlike the logistic function it has
 * no plateaus to be lost on): 0 < α < 1, 0 < β < α, 0 < γ < 1 - α, 0.8 < φ < 0.98 (Hyndman et al. 2008, section 2.5). A state is counted from an origin, in units of the errors' size. The first
 * seasonal state is what keeps their sum.
 */
export interface ParameterSpace {
  /** of the coordinates: parameters first, then states */
  readonly size: number;
  /** the parameters that the model has */
  readonly parameters: readonly number[];
  /** the model's numbers (in the order of `model.ts`) at a point; the same array every time */
  readonly numbersAt: (point: Float64Array) => Float64Array;
  /** derivatives by the coordinates from those by the numbers, at the point asked for last */
  readonly pullBack: (byNumber: Float64Array, gradient: Float64Array) => void;
}

/** How large the errors are: in the values' unit, and in that of a seasonal state. */
export interface ErrorSize {
  readonly value: number;
  readonly seasonal: number;
}

/** @param origin the numbers whose states are the origin */
export function createSpace(model: EtsModel, origin: Float64Array, size: ErrorSize): ParameterSpace {
  const season = origin.length - SEASONAL;
  const parameters = parametersOf(model);
  const states = [LEVEL, ...(model.trend === 'N' ? [] : [SLOPE])];
  for (let phase = 1; phase < season; phase++) states.push(SEASONAL + phase);
  const units = states.map((which) => {
    if (which === LEVEL) return size.value;
    // A slope is added up over steps, so that less of it matters as much.
    return which === SLOPE ? size.value / 10 : size.seasonal;
  });
  const total = origin.subarray(SEASONAL).reduce((sum, value) => sum + value, 0);
  const numbers = origin.slice();
  const shares = new Float64Array(parameters.length);
  const steepness = new Float64Array(parameters.length);

  const highest = (which: number): number => {
    if (which === BETA) return numbers[ALPHA] as number;
    if (which === GAMMA) return 1 - (numbers[ALPHA] as number);
    return which === PHI ? LARGEST_PHI : 1 - MARGIN;
  };
  const lowest = (which: number): number => (which === PHI ? SMALLEST_PHI : MARGIN);

  return {
    size: parameters.length + states.length,
    parameters,
    numbersAt: (point) => {
      for (const [index, which] of parameters.entries()) {
        const share = shareAt(point[index] as number);
        shares[index] = share;
        steepness[index] = Math.cos(point[index] as number) / 2;
        numbers[which] = lowest(which) + share * (highest(which) - lowest(which));
      }
      let others = 0;
      for (const [index, which] of states.entries()) {
        const offset = (point[parameters.length + index] as number) * (units[index] as number);
        const state = (origin[which] as number) + offset;
        numbers[which] = state;
        if (which >= SEASONAL) others += state;
      }
      numbers[SEASONAL] = total - others;
      return numbers;
    },
    pullBack: (byNumber, gradient) => {
      let byAlpha = byNumber[ALPHA] as number;
      // From the last to the first, as α bounds the others.
      for (let index = parameters.length - 1; index >= 0; index--) {
        const which = parameters[index] as number;
        const share = shares[index] as number;
        const by = which === ALPHA ? byAlpha : (byNumber[which] as number);
        if (which === BETA) byAlpha += share * by;
        if (which === GAMMA) byAlpha -= share * by;
        gradient[index] = by * (highest(which) - lowest(which)) * (steepness[index] as number);
      }
      const byFirst = byNumber[SEASONAL] as number;
      for (const [index, which] of states.entries()) {
        const by = (byNumber[which] as number) - (which >= SEASONAL ? byFirst : 0);
        gradient[parameters.length + index] = by * (units[index] as number);
      }
    },
  };
}

/** The coordinate at which a smoothing parameter has this share of what is allowed. */
export function coordinateOf(share: number): number {
  return Math.asin(2 * share - 1);
}

function shareAt(coordinate: number): number {
  return (1 + Math.sin(coordinate)) / 2;
}

function parametersOf(model: EtsModel): readonly number[] {
  return [
    ALPHA,
    ...(model.trend === 'N' ? [] : [BETA]),
    ...(model.season === 'N' ? [] : [GAMMA]),
    ...(model.trend === 'Ad' ? [PHI] : []),
  ];
}
