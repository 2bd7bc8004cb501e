/**
 * The CTC loss of one sequence in plain JavaScript, by the recursions of Graves et al. 2006, section 4.1, in
 * logarithms and float64: the portable twin of the fused kernel.
 *
 * @param logits [frames, classes]
 * @param labels class numbers other than the blank
 * @param gradient [frames, classes], filled where it is given; zero for a sequence without an alignment
 * @returns nats, Infinity without an alignment
 */
export function alignOnHost(
  logits: ArrayLike<number>,
  labels: ArrayLike<number>,
  { classes, blank }: { readonly classes: number; readonly blank: number },
  gradient?: Float32Array,
): number {
  const logProbs = logSoftmaxRows(logits, classes);
  const path = interleave(labels, blank);
  const frames = logits.length / classes;
  const forward = sumForward(logProbs, path, frames, classes);
  const states = path.classes.length;
  const end = forward.length - 1;
  // One state more than labels: the sequence without labels has but one state to end in.
  const logTotal = logSumExp(forward[end] as number, states > 1 ? (forward[end - 1] as number) : -Infinity);
  if (gradient && Number.isNaN(logTotal)) gradient.fill(NaN);
  else if (gradient && logTotal > -Infinity) {
    differentiate({ logProbs, path, frames, classes, forward, logTotal }, gradient);
  }
  return -logTotal;
}

/** The states of an alignment: the labels, with a blank before, between and behind them. */
interface Path {
  readonly classes: Int32Array;
  /** whether a state can follow the one but one before it: a label behind another one */
  readonly skips: Uint8Array;
}

function interleave(labels: ArrayLike<number>, blank: number): Path {
  const classes = new Int32Array(2 * labels.length + 1).fill(blank);
  const skips = new Uint8Array(classes.length);
  for (let at = 0; at < labels.length; at++) {
    classes[2 * at + 1] = labels[at] as number;
    if (at > 0 && labels[at] !== labels[at - 1]) skips[2 * at + 1] = 1;
  }
  return { classes, skips };
}

function logSoftmaxRows(logits: ArrayLike<number>, classes: number): Float64Array {
  const logProbs = Float64Array.from(logits);
  for (let begin = 0; begin < logProbs.length; begin += classes) {
    const row = logProbs.subarray(begin, begin + classes);
    const top = row.reduce((most, x) => Math.max(most, x), -Infinity);
    const logSum = top + Math.log(row.reduce((sum, x) => sum + Math.exp(x - top), 0));
    for (let k = 0; k < classes; k++) row[k] = (row[k] as number) - logSum;
  }
  return logProbs;
}

/** Row t + 1: of each state, all ways there through the frames up to t; row 0: where they begin. */
function sumForward(logProbs: Float64Array, path: Path, frames: number, classes: number): Float64Array {
  const states = path.classes.length;
  const ways = new Float64Array((frames + 1) * states).fill(-Infinity);
  ways[0] = 0;
  for (let t = 0; t < frames; t++) {
    const old = t * states;
    for (let s = 0; s < states; s++) {
      const one = s > 0 ? (ways[old + s - 1] as number) : -Infinity;
      const two = path.skips[s] ? (ways[old + s - 2] as number) : -Infinity;
      const emission = logProbs[t * classes + (path.classes[s] as number)] as number;
      ways[old + states + s] = logSumExp(ways[old + s] as number, one, two) + emission;
    }
  }
  return ways;
}

/** The probability of each class in each frame, less the part of all alignments that have it there. */
function differentiate(
  alignment: {
    readonly logProbs: Float64Array;
    readonly path: Path;
    readonly frames: number;
    readonly classes: number;
    readonly forward: Float64Array;
    readonly logTotal: number;
  },
  gradient: Float32Array,
): void {
  const { logProbs, path, frames, classes, forward, logTotal } = alignment;
  const states = path.classes.length;
  // Of each state, all ways from there to the end: without and with its own frame's emission.
  const onward = new Float64Array(states);
  const including = new Float64Array(states).fill(-Infinity);
  including[states - 1] = 0;
  for (let t = frames - 1; t >= 0; t--) {
    for (let s = 0; s < states; s++) {
      const one = s + 1 < states ? (including[s + 1] as number) : -Infinity;
      const two = path.skips[s + 2] ? (including[s + 2] as number) : -Infinity;
      onward[s] = logSumExp(including[s] as number, one, two);
    }
    const probs = Float64Array.from(logProbs.subarray(t * classes, (t + 1) * classes), Math.exp);
    for (let s = 0; s < states; s++) {
      const k = path.classes[s] as number;
      const ways = (forward[(t + 1) * states + s] as number) + (onward[s] as number);
      probs[k] = (probs[k] as number) - Math.exp(ways - logTotal);
      including[s] = (onward[s] as number) + (logProbs[t * classes + k] as number);
    }
    gradient.set(probs, t * classes);
  }
}

function logSumExp(a: number, b: number, c = -Infinity): number {
  const top = Math.max(a, b, c);
  if (top === -Infinity) return top;
  return top + Math.log(Math.exp(a - top) + Math.exp(b - top) + Math.exp(c - top));
}
