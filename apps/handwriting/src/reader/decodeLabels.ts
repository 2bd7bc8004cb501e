import {
  ctcSearch,
  lexicon,
  type CtcHypothesis,
  type CtcSearchOptions,
  type LabelScorer,
} from '@reprise/core';
import type { Alphabet } from './alphabet.ts';
import { languageScorers, type Language } from './language.ts';

export interface DecodeOptions {
  /** what texts are usual; without it, ink alone decides */
  readonly language?: Language | undefined;
  /** readings that go on at each frame (default 25) */
  readonly beamSize?: number | undefined;
  /** readings that come back at most (default 1) */
  readonly nBest?: number | undefined;
  /** the reading is one of these characters, and nothing else */
  readonly oneOf?: readonly string[] | undefined;
}

/** What ink may say. */
export interface Reading {
  readonly text: string;
  /** from 0 to 1: how probable it is among all that it may say */
  readonly confidence: number;
}

/** Frames to readings, the best first; logits are [time, classes], class 0 is the blank. */
export type Decode = (logits: Float32Array) => Reading[];

const BEAM_SIZE = 25;
/** Characters below this in a frame are not looked at: a search is then several times as fast. */
const LEAST_LOG_PROB = -12;

/** A prefix beam search with what is known of the text; made once, for many inks. */
export function labelDecoder(alphabet: Alphabet, asked: DecodeOptions = {}): Decode {
  const options = labelSearch(alphabet, asked);
  return (logits) =>
    ctcSearch(logits, alphabet.characters.length + 1, options).map((found) => readingOf(found, alphabet));
}

/** How such a search goes. */
export function labelSearch(
  alphabet: Alphabet,
  { language, beamSize = BEAM_SIZE, nBest = 1, oneOf }: DecodeOptions = {},
): CtcSearchOptions {
  const scorers: LabelScorer[] = oneOf
    ? [lexicon(oneOf.map((character) => alphabet.encode(character)))]
    : language
      ? languageScorers(language, alphabet)
      : [];
  return {
    // Room for each single character, and for what is none yet.
    beamSize: oneOf ? Math.max(beamSize, 2 * oneOf.length) : beamSize,
    nBest,
    scorers,
    ...(oneOf ? {} : { insertionBonus: language?.insertionBonus, minLogProb: LEAST_LOG_PROB }),
  };
}

export function readingOf({ labels, confidence }: CtcHypothesis, alphabet: Alphabet): Reading {
  return { text: alphabet.decode(labels), confidence };
}
