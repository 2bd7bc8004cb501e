import { InputError } from '../errors.ts';

/** The class that stands for no label. */
export const BLANK = 0;

/**
 * How many frames there are in logits, [time, classes].
 *
 * @throws InputError for numbers that are no whole frames, and for fewer classes than the blank and one label
 */
export function countFrames(who: string, logits: Float32Array, classes: number): number {
  if (!Number.isInteger(classes) || classes < 2) {
    throw new InputError(
      `${who}: expected classes to be a whole number from 2 on (the blank and the labels), got ${classes}.`,
    );
  }
  const frames = logits.length / classes;
  if (Number.isInteger(frames)) return frames;
  throw new InputError(
    `${who}: expected logits of [time, ${classes}], got ${logits.length} numbers, which are no whole frames.`,
  );
}

/**
 * The log-probabilities of one frame, [classes], into `logProbs`. What is already normalised stays as it is.
 *
 * @param frame its place in `logits`
 * @param name the frame's number for messages
 * @throws Error for NaN and Infinity, and for a frame that makes every class impossible
 */
export function readFrame(
  who: string,
  logits: Float32Array,
  frame: number,
  logProbs: Float64Array,
  name = frame,
): void {
  const classes = logProbs.length;
  const offset = frame * classes;
  let highest = -Infinity;
  for (let at = 0; at < classes; at++) {
    const logit = logits[offset + at] as number;
    if (Number.isNaN(logit) || logit === Infinity) {
      throw new Error(
        `${who}: expected logits, got ${logit} in frame ${name}, class ${at}. ` +
          "The model's weights, or its inputs, are not numbers.",
      );
    }
    if (logit > highest) highest = logit;
  }
  if (highest === -Infinity) {
    throw new Error(
      `${who}: expected a class that is possible in frame ${name}, got -Infinity for each of ${classes}.`,
    );
  }
  let sum = 0;
  for (let at = 0; at < classes; at++) sum += Math.exp((logits[offset + at] as number) - highest);
  const normaliser = highest + Math.log(sum);
  for (let at = 0; at < classes; at++) logProbs[at] = (logits[offset + at] as number) - normaliser;
}

/** What is smaller by more nats changes no float64. */
const NEGLIGIBLE = 40;

/** log(exp(a) + exp(b)) */
export function logAddExp(a: number, b: number): number {
  const larger = a < b ? b : a;
  const smaller = a < b ? a : b;
  // Also where both are -Infinity, whose difference is NaN.
  if (!(larger - smaller < NEGLIGIBLE)) return larger;
  return larger + Math.log1p(Math.exp(smaller - larger));
}
