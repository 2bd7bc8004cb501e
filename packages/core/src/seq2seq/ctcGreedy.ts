import { BLANK, countFrames, readFrame } from './ctcFrames.ts';

/** What the most probable class of each frame spells. */
export interface BestPath {
  /** without blanks and repeats; from 1 on */
  readonly labels: readonly number[];
  /** nats of this one alignment: a lower bound of the labelling's log-probability */
  readonly logProb: number;
  /** the frame in which each label begins */
  readonly frames: readonly number[];
}

/**
 * Best path decoding of a CTC model (Graves et al. 2006, section 3.2). Of classes equally probable the first counts.
 *
 * @param logits or log-probabilities of one sequence, [time, classes]; class 0 is the blank
 * @throws InputError when the numbers are no whole frames; Error for NaN, Infinity and a frame of -Infinity
 */
export function ctcGreedy(logits: Float32Array, classes: number): BestPath {
  const time = countFrames('ctcGreedy', logits, classes);
  const logProbs = new Float64Array(classes);
  const labels: number[] = [];
  const frames: number[] = [];
  let logProb = 0;
  let before = BLANK;
  for (let frame = 0; frame < time; frame++) {
    readFrame('ctcGreedy', logits, frame, logProbs);
    let best = BLANK;
    for (let at = 1; at < classes; at++) {
      if ((logProbs[at] as number) > (logProbs[best] as number)) best = at;
    }
    logProb += logProbs[best] as number;
    if (best !== BLANK && best !== before) {
      labels.push(best);
      frames.push(frame);
    }
    before = best;
  }
  return { labels, logProb, frames };
}
