import { roundSteps, type RoundSteps } from '@reprise/app/pictures';

/** An axis for values of any size and sign. */
export interface ValueAxis {
  readonly domain: readonly [low: number, high: number];
  readonly ticks: readonly number[];
  readonly format: (value: number) => string;
  /** what the labels are counted in, as `millions` or `10⁻⁹`; empty: in ones */
  readonly unit: string;
}

const LARGE_UNITS: readonly (readonly [size: number, name: string])[] = [
  [1e12, 'trillions'],
  [1e9, 'billions'],
  [1e6, 'millions'],
];
/** Labels are in ones from here on up to a million. */
const SMALLEST = 1e-3;
const LARGEST = 1e15;
/** An axis begins at 0 where the values come this close to it, as a share of the farthest. */
const NEAR_ZERO = 0.4;
/** Above and below the values, as a share of their range. */
const MARGIN = 0.04;
const FEWEST_TICKS = 3;
/** Smaller differences than this share of a large unit are told in ones: 1,000,000,120 is clearer than 1.00000012. */
const FINEST = 1e-3;
/** Smaller differences, as shares of the values, are rounding errors. */
const SAME = 1e-9;

/**
 * The axis for these values, with about `count` labels; from 0 where that is near. Values that are all alike are put in
 * the middle.
 *
 * @param values finite, at least one
 */
export function valueAxis(values: readonly number[], count: number): ValueAxis {
  let low = values.reduce((one, other) => Math.min(one, other));
  let high = values.reduce((one, other) => Math.max(one, other));
  const size = Math.max(Math.abs(low), Math.abs(high));
  if (high - low <= SAME * size) {
    const around = size === 0 ? 1 : size / 5;
    [low, high] = [low - around, high + around];
  }
  if (low > 0 && low <= NEAR_ZERO * high) low = 0;
  if (high < 0 && high >= NEAR_ZERO * low) high = 0;
  const margin = MARGIN * (high - low);
  const domain = [low === 0 ? 0 : low - margin, high === 0 ? 0 : high + margin] as const;
  const [unit, unitName] = unitOf(size, high - low);
  const { ticks, decimals } = ticksWithin([domain[0] / unit, domain[1] / unit], count);
  const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  return {
    domain,
    ticks: ticks.map((tick) => tick * unit),
    format: (value) => (value === 0 ? '0' : (value / unit).toLocaleString('en-US', digits).replace('-', '−')),
    unit: unitName,
  };
}

/** Round steps of a domain, about `count` of them and three at least. */
function ticksWithin(
  [low, high]: readonly [number, number],
  count: number,
): Pick<RoundSteps, 'ticks' | 'decimals'> {
  const { ticks, decimals } = roundSteps(low, high, count);
  const inside = ticks.filter((tick) => tick >= low && tick <= high);
  return inside.length < FEWEST_TICKS ? ticksWithin([low, high], count + 1) : { ticks: inside, decimals };
}

function unitOf(size: number, range: number): readonly [unit: number, name: string] {
  if (size > 0 && (size < SMALLEST || size >= LARGEST)) {
    const exponent = Math.floor(Math.log10(size));
    return [10 ** exponent, `10${superscript(exponent)}`];
  }
  const [unit, name] = LARGE_UNITS.find(([large]) => size >= large) ?? [1, ''];
  return range < FINEST * unit ? [1, ''] : [unit, name];
}

function superscript(exponent: number): string {
  return String(exponent).replace(/./g, (character) =>
    character === '-' ? '⁻' : ('⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(character)] ?? ''),
  );
}
