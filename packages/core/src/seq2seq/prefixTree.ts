import type { LabelScorer } from './labelScorer.ts';

/** The empty prefix. */
export const EMPTY = 0;

/** The prefixes of a CTC search; a prefix is known by its number, and keeps it. */
export interface PrefixTree {
  /** the prefix without its last label; -1 of the empty one */
  parentOf(prefix: number): number;
  /** 0 of the empty prefix */
  lastLabel(prefix: number): number;
  /** what all scorers and the insertion bonus add up to */
  scoreOf(prefix: number): number;
  /** What the scorers give one more label: -Infinity where one of them bans it. */
  scoreNext(prefix: number, label: number): number;
  /** What the scorers give the end of the labelling here. */
  scoreEnd(prefix: number): number;
  /**
   * The prefix with one more label: the same number whenever it is asked for.
   * @param score what `scoreNext` says of it
   */
  extend(prefix: number, label: number, score: number): number;
  labelsOf(prefix: number): number[];
}

const FIRST_CAPACITY = 1024;

/** @param insertionBonus nats that each label adds to the score */
export function prefixTree(scorers: readonly LabelScorer[], insertionBonus: number): PrefixTree {
  let size = 1;
  let parents = new Int32Array(FIRST_CAPACITY);
  let labels = new Int32Array(FIRST_CAPACITY);
  // Children are a list: the latest child, and from each child the one before it.
  let latestChild = new Int32Array(FIRST_CAPACITY);
  let earlierChild = new Int32Array(FIRST_CAPACITY);
  let scores = new Float64Array(FIRST_CAPACITY);
  let states = scorers.map(() => new Int32Array(FIRST_CAPACITY));
  parents[EMPTY] = -1;
  scorers.forEach((scorer, index) => ((states[index] as Int32Array)[EMPTY] = scorer.start));

  function grow(): void {
    const wider = (old: Int32Array<ArrayBuffer>) => {
      const array = new Int32Array(2 * old.length);
      array.set(old);
      return array;
    };
    [parents, labels, latestChild, earlierChild] = [
      wider(parents),
      wider(labels),
      wider(latestChild),
      wider(earlierChild),
    ];
    states = states.map(wider);
    const widerScores = new Float64Array(2 * scores.length);
    widerScores.set(scores);
    scores = widerScores;
  }

  function scoreNext(prefix: number, label: number): number {
    let sum = 0;
    for (let index = 0; index < scorers.length && sum > -Infinity; index++) {
      const state = (states[index] as Int32Array)[prefix] as number;
      sum += (scorers[index] as LabelScorer).score(state, label);
    }
    return sum;
  }

  return {
    parentOf: (prefix) => parents[prefix] as number,
    lastLabel: (prefix) => labels[prefix] as number,
    scoreOf: (prefix) => scores[prefix] as number,
    scoreNext,
    scoreEnd: (prefix) =>
      scorers.reduce(
        (sum, scorer, index) => sum + (scorer.end?.((states[index] as Int32Array)[prefix] as number) ?? 0),
        0,
      ),
    extend(prefix, label, score) {
      for (let child = latestChild[prefix] as number; child !== 0; child = earlierChild[child] as number) {
        if (labels[child] === label) return child;
      }
      if (size === parents.length) grow();
      const made = size++;
      parents[made] = prefix;
      labels[made] = label;
      earlierChild[made] = latestChild[prefix] as number;
      latestChild[prefix] = made;
      scores[made] = (scores[prefix] as number) + insertionBonus + score;
      scorers.forEach((scorer, index) => {
        const own = states[index] as Int32Array;
        own[made] = scorer.next(own[prefix] as number, label);
      });
      return made;
    },
    labelsOf(prefix) {
      const found: number[] = [];
      for (let at = prefix; at !== EMPTY; at = parents[at] as number) found.push(labels[at] as number);
      return found.reverse();
    },
  };
}
