import { InputError } from '../errors.ts';
import type { LabelScorer } from './labelScorer.ts';

export interface LexiconOptions {
  /** labels between words, such as a space's; without any a whole labelling is one word */
  readonly separators?: Iterable<number> | undefined;
  /** nats that a word costs which is not in the list (default Infinity: only listed words) */
  readonly penalty?: number | undefined;
}

const ROOT = 0;

/** The state inside a word that is not in the list and has been paid for. */
const OUTSIDE = -1;

/** Labels are smaller, so that a node and a label make one key. */
const LABELS = 2 ** 20;

/**
 * Holds a CTC search to a word list, as a trie (a prefix tree). A word that is not in the list costs the penalty once:
 * with the label by which no listed word goes on, or with the separator or the end that comes before a listed word is
 * whole. By default the penalty is Infinity, and such prefixes are excluded. Separators are free, at the beginning, at
 * the end and after each other too, and so is an output without words.
 *
 * @param words each as its labels, from 1 on
 * @throws InputError for a penalty below zero, a list without words, and for what is no label
 */
export function lexicon(
  words: Iterable<ArrayLike<number>>,
  { separators = [], penalty = Infinity }: LexiconOptions = {},
): LabelScorer {
  if (!(penalty >= 0)) {
    throw new InputError(`lexicon: expected penalty to be a number from 0 on, or Infinity, got ${penalty}.`);
  }
  const between = new Set(separators);
  const children = new Map<number, number>();
  const isWord = [false];
  for (const word of words) {
    let node = ROOT;
    for (let at = 0; at < word.length; at++) {
      const label = checkLabel(word[at] as number, between);
      const key = node * LABELS + label;
      let child = children.get(key);
      if (child === undefined) {
        child = isWord.push(false) - 1;
        children.set(key, child);
      }
      node = child;
    }
    if (node !== ROOT) isWord[node] = true;
  }
  if (isWord.length === 1) throw new InputError('lexicon: expected words, got none.');

  const endWord = (state: number): number =>
    state === ROOT || state === OUTSIDE || isWord[state] === true ? 0 : -penalty;
  return {
    start: ROOT,
    next(state, label) {
      if (between.has(label)) return ROOT;
      return state === OUTSIDE ? OUTSIDE : (children.get(state * LABELS + label) ?? OUTSIDE);
    },
    score(state, label) {
      if (between.has(label)) return endWord(state);
      return state === OUTSIDE || children.has(state * LABELS + label) ? 0 : -penalty;
    },
    end: endWord,
  };
}

function checkLabel(label: number, separators: ReadonlySet<number>): number {
  if (!Number.isInteger(label) || label < 1 || label >= LABELS) {
    throw new InputError(`lexicon: expected labels from 1 to ${LABELS - 1}, got ${label}.`);
  }
  if (!separators.has(label)) return label;
  throw new InputError(
    `lexicon: expected words without separators, got one with label ${label}. Take it apart.`,
  );
}
