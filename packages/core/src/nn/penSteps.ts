import { InputError } from '../errors.ts';
import { offsetLogDensity, type PenMixture } from './penDensity.ts';

/** Steps of a pen as numbers, row after row. */
export interface PenSteps {
  /** [steps · size] */
  readonly values: ArrayLike<number>;
  /** 3: dx, dy, and 1 where a stroke ends there, else 0; 5: dx, dy, and a 1 among down, up and end of the drawing */
  readonly size: 3 | 5;
}

interface SplitPenSteps {
  /** of the steps that have an offset, which is all but the ends of drawings */
  readonly dx: Float64Array;
  readonly dy: Float64Array;
  /** how often the pen did what: 2 numbers in stroke-3, 3 in stroke-5 */
  readonly penCounts: Float64Array;
}

/**
 * @param least offsets that there have to be
 * @throws InputError that names the step which is not one, or says that they are too few
 */
export function readPenSteps(who: string, { values, size }: PenSteps, least = 1): SplitPenSteps {
  if (values.length % size !== 0)
    throw new InputError(`${who}: expected ${size} numbers a step, got ${values.length} numbers in all.`);
  const dx: number[] = [];
  const dy: number[] = [];
  const penCounts = new Float64Array(size === 3 ? 2 : 3);
  for (let at = 0; at < values.length; at += size) {
    const numbers = Array.from({ length: size }, (_, index) => values[at + index] as number);
    const pen = penOf(numbers);
    if (pen < 0 || !Number.isFinite(numbers[0]) || !Number.isFinite(numbers[1])) {
      const wanted = size === 3 ? 'dx, dy and a 0 or 1' : 'dx, dy and one 1 among two 0';
      throw new InputError(`${who}: expected ${wanted}, got [${numbers.join(', ')}] as step ${at / size}.`);
    }
    penCounts[pen] = (penCounts[pen] as number) + 1;
    if (pen === 2) continue;
    dx.push(numbers[0] as number);
    dy.push(numbers[1] as number);
  }
  if (dx.length < least)
    throw new InputError(`${who}: expected at least ${least} steps with an offset, got ${dx.length}.`);
  return { dx: Float64Array.from(dx), dy: Float64Array.from(dy), penCounts };
}

/**
 * Mean log-likelihood of a step, offset and pen together, in nats, under one mixture for all of them: what
 * `penMixtureLoss` is, up to sign, for a network.
 * @throws InputError for steps that are none, or of the other size than the mixture's
 */
export function penLogLikelihood(mixture: PenMixture, steps: PenSteps): number {
  const who = 'penLogLikelihood';
  const size = mixture.pen.length === 2 ? 3 : 5;
  if (steps.size !== size)
    throw new InputError(
      `${who}: expected steps of ${size} numbers, as the mixture has it, got ${steps.size}.`,
    );
  const { dx, dy, penCounts } = readPenSteps(who, steps);
  const logDensity = offsetLogDensity(mixture);
  const offsets = dx.reduce((sum, x, index) => sum + logDensity(x, dy[index] as number), 0);
  const total = penCounts.reduce((sum, count) => sum + count, 0);
  // What never happened counts nothing, even where it is impossible.
  const pens = penCounts.reduce(
    (sum, count, pen) => (count === 0 ? sum : sum + count * Math.log(mixture.pen[pen] as number)),
    0,
  );
  return (offsets + pens) / total;
}

/** What the pen does: an index from 0 on, or -1 where the numbers do not say. */
function penOf([, , ...states]: readonly number[]): number {
  if (!states.every((state) => state === 0 || state === 1)) return -1;
  if (states.length === 1) return states[0] as number;
  return states.indexOf(1) === states.lastIndexOf(1) ? states.indexOf(1) : -1;
}
