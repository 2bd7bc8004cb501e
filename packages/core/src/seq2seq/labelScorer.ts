import { InputError } from '../errors.ts';

/**
 * Something beside the model that has a say in the labels of a CTC search.
 *
 * Like a `Scorer` of beam search it judges what may come after a prefix. It differs in three ways, since a search that
 * goes frame by frame asks for few labels of many prefixes instead of all tokens of each: it works on the host with
 * numbers; it is asked for one label at a time, and only where the answer can matter; and it knows a prefix by a state
 * of its own, a whole number, so that one more label costs the same after any length. A ban is a score of -Infinity.
 */
export interface LabelScorer {
  /** the state of the empty prefix */
  readonly start: number;
  /** The state after one more label: an int32. */
  next(state: number, label: number): number;
  /** What a label after this state adds to the score of its prefix: nats, never above zero. */
  score(state: number, label: number): number;
  /** What it adds that a labelling ends here: nats, never above zero. Without it, nothing. */
  end?(state: number): number;
}

/** An n-gram model of tokens, such as a `CharacterModel`. */
export interface LanguageModel {
  /** the state before the first token */
  readonly start: number;
  /** the token that stands for the end of a text */
  readonly end: number;
  /** The state after one more token: an int32. */
  next(state: number, token: number): number;
  /** The natural logarithm of the probability of a token after this state. */
  logProb(state: number, token: number): number;
}

export interface LanguageScorerOptions {
  /** the model's token of label 1, of label 2, … */
  readonly tokens: ArrayLike<number>;
  /** by which its log-probabilities are multiplied (default 1) */
  readonly weight?: number | undefined;
  /** whether labellings are whole texts, so that the end counts too (default true) */
  readonly ends?: boolean | undefined;
}

/**
 * Scores labels by a language model (shallow fusion): score = CTC log-probability + weight · log-probability of the
 * text (Hannun et al. 2014, equation 2, with the insertion bonus of the search).
 *
 * @throws InputError when the weight is not a number from 0 on
 */
export function languageScorer(
  model: LanguageModel,
  { tokens, weight = 1, ends = true }: LanguageScorerOptions,
): LabelScorer {
  if (!(Number.isFinite(weight) && weight >= 0)) {
    throw new InputError(`languageScorer: expected weight to be a number from 0 on, got ${weight}.`);
  }
  const tokenOf = (label: number): number => {
    const token = tokens[label - 1];
    if (token !== undefined) return token;
    throw new InputError(
      `languageScorer: expected a token for each label, got ${tokens.length} tokens, and a label ${label}.`,
    );
  };
  return {
    start: model.start,
    next: (state, label) => model.next(state, tokenOf(label)),
    // A model without weight has no say, not even by an impossible token (0 · -Infinity).
    score: (state, label) => (weight === 0 ? 0 : weight * model.logProb(state, tokenOf(label))),
    end: (state) => (weight === 0 || !ends ? 0 : weight * model.logProb(state, model.end)),
  };
}
