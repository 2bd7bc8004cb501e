import { InputError } from '../errors.ts';
import { ctcBeam } from './ctcBeam.ts';
import { countFrames, logAddExp, readFrame } from './ctcFrames.ts';
import type { LabelScorer } from './labelScorer.ts';
import { prefixTree } from './prefixTree.ts';
import { checkOption } from './searchOptions.ts';

export interface CtcSearchOptions {
  /** how many prefixes go on at each frame */
  readonly beamSize: number;
  /** how many hypotheses come back at most (default 1) */
  readonly nBest?: number | undefined;
  /** a language model, a lexicon, … (default none) */
  readonly scorers?: readonly LabelScorer[] | undefined;
  /** nats that each label adds to the score, against a language model's taste for short texts (default 0) */
  readonly insertionBonus?: number | undefined;
  /**
   * Labels whose log-probability in a frame is below this extend no prefix in it (default -Infinity). The blank and a
   * label that goes on are never left out.
   */
  readonly minLogProb?: number | undefined;
}

/** One labelling that a CTC search found. */
export interface CtcHypothesis {
  /** from 1 on */
  readonly labels: readonly number[];
  /** nats of the labelling given the frames, summed over all alignments that the beam kept; without scorers */
  readonly logProb: number;
  /** what labellings are ranked by: `logProb` and what the scorers and the insertion bonus add */
  readonly score: number;
  /**
   * From 0 to 1: the share of exp(score) among all labellings in the beam, times the probability that the beam holds.
   * Without scorers it is exp(logProb), the model's own probability of being right.
   */
  readonly confidence: number;
}

/** A CTC search that is given its frames as they come. */
export interface CtcStream {
  /** how many frames it has read */
  readonly frames: number;
  /**
   * Reads further frames, [time, classes].
   * @throws as `ctcSearch`; the frames before the faulty one are read
   */
  push(logits: Float32Array): void;
  /** The best so far, as if more were to come: what scorers say of an end does not count, so a word may be half. */
  best(nBest?: number): CtcHypothesis[];
  /** The best if that was all; the same as `ctcSearch` over all frames. The stream may go on. */
  finish(nBest?: number): CtcHypothesis[];
}

/**
 * Prefix beam search over the frames of one sequence (Graves 2012, Supervised Sequence Labelling with Recurrent Neural
 * Networks, section 7.5; Hannun et al. 2014, First-Pass Large Vocabulary Continuous Speech Recognition using
 * Bi-Directional Recurrent DNNs). With a beam as wide as there are prefixes it is exact.
 *
 * @param logits or log-probabilities, [time, classes]; class 0 is the blank
 * @returns the best first; at least one where no scorer bans all that is in the beam, as a lexicon without a penalty
 *   can. Without frames it is the empty labelling.
 * @throws InputError for an option that is not valid and for numbers that are no whole frames; Error for NaN, Infinity,
 *   and a frame of -Infinity alone
 */
export function ctcSearch(logits: Float32Array, classes: number, options: CtcSearchOptions): CtcHypothesis[] {
  const stream = ctcStream(classes, options);
  stream.push(logits);
  return stream.finish();
}

/**
 * The same for each sequence of a batch.
 *
 * @param shape [batch, time, classes]
 * @param inputLengths the real frames of each sequence (default all)
 * @throws InputError as `ctcSearch`, and for lengths that do not fit
 */
export function ctcSearchBatch(
  logits: Float32Array,
  [batchSize, time, classes]: readonly [batchSize: number, time: number, classes: number],
  { inputLengths, ...options }: CtcSearchOptions & { readonly inputLengths?: ArrayLike<number> | undefined },
): CtcHypothesis[][] {
  if (logits.length !== batchSize * time * classes) {
    throw new InputError(
      `ctcSearchBatch: expected logits of [${batchSize}, ${time}, ${classes}], got ${logits.length} numbers.`,
    );
  }
  if (inputLengths && inputLengths.length !== batchSize) {
    throw new InputError(
      `ctcSearchBatch: expected inputLengths of ${batchSize} sequences, got ${inputLengths.length}.`,
    );
  }
  return Array.from({ length: batchSize }, (_, row) => {
    const frames = inputLengths?.[row] ?? time;
    const isCount = (length: number): boolean => Number.isInteger(length) && length >= 0 && length <= time;
    checkOption('ctcSearchBatch', 'inputLengths', frames, `whole numbers from 0 to ${time}`, isCount);
    const begin = row * time * classes;
    return ctcSearch(logits.subarray(begin, begin + frames * classes), classes, options);
  });
}

/**
 * The same frame by frame. Its memory grows by at most `beamSize` prefixes a frame.
 *
 * @param classes the blank and the labels
 * @throws InputError for an option that is not valid
 */
export function ctcStream(classes: number, options: CtcSearchOptions): CtcStream {
  countFrames('ctcSearch', new Float32Array(), classes);
  const { beamSize, nBest: most = 1, scorers = [], insertionBonus = 0, minLogProb = -Infinity } = options;
  const isCount = (count: number): boolean => Number.isInteger(count) && count >= 1;
  checkOption('ctcSearch', 'beamSize', beamSize, 'a whole number from 1 on', isCount);
  checkOption('ctcSearch', 'nBest', most, 'a whole number from 1 on', isCount);
  checkOption('ctcSearch', 'insertionBonus', insertionBonus, 'a number', Number.isFinite);
  checkOption('ctcSearch', 'minLogProb', minLogProb, 'a number below 0', (limit) => limit < 0);

  const tree = prefixTree(scorers, insertionBonus);
  const beam = ctcBeam(tree, classes, { beamSize, insertionBonus, minLogProb });
  const logProbs = new Float64Array(classes);
  let read = 0;

  function rank(nBest: number, isEnd: boolean): CtcHypothesis[] {
    checkOption('ctcSearch', 'nBest', nBest, 'a whole number from 1 on', isCount);
    const ranked = beam
      .prefixes()
      .map(({ prefix, logProb }) => ({
        prefix,
        logProb,
        score: logProb + tree.scoreOf(prefix) + (isEnd ? tree.scoreEnd(prefix) : 0),
      }))
      .filter(({ score }) => score > -Infinity)
      .sort((a, b) => b.score - a.score);
    const held = ranked.reduce((sum, { logProb }) => logAddExp(sum, logProb), -Infinity);
    const scored = ranked.reduce((sum, { score }) => logAddExp(sum, score), -Infinity);
    return ranked.slice(0, nBest).map(({ prefix, logProb, score }) => ({
      labels: tree.labelsOf(prefix),
      logProb,
      score,
      // Rounding may leave a certainty a little above one.
      confidence: Math.min(1, Math.exp(score - scored + held)),
    }));
  }

  return {
    get frames() {
      return read;
    },
    push(logits) {
      const count = countFrames('ctcSearch', logits, classes);
      for (let frame = 0; frame < count; frame++) {
        readFrame('ctcSearch', logits, frame, logProbs, read);
        beam.advance(logProbs);
        read++;
      }
    },
    best: (nBest = most) => rank(nBest, false),
    finish: (nBest = most) => rank(nBest, true),
  };
}
