import {
  languageScorer,
  lexicon,
  trainCharacterModel,
  type CharacterModel,
  type LabelScorer,
  type LanguageModel,
} from '@reprise/core';
import { MARKS } from '../compose/marks.ts';
import type { Alphabet } from './alphabet.ts';

/** How much what a reader knows of words counts against what it sees. */
export interface LanguageWeights {
  /** of the character model's log-probabilities */
  readonly weight: number;
  /** nats that a character adds, against the model's taste for short words */
  readonly insertionBonus: number;
  /** nats that a word costs which is not in the list */
  readonly unknownWord: number;
}

/** What a reader knows of words, beside ink. */
export interface Language extends LanguageWeights {
  /** of single words, each with its end */
  readonly characters: CharacterModel;
  /** words that are known */
  readonly words: readonly string[];
}

/** What stands between words; an apostrophe and a hyphen do not, they are within some. */
const SEPARATORS: readonly string[] = [' ', ...MARKS.filter((mark) => mark !== "'" && mark !== '-')];

/** Nats of what stands between words: a space is nothing special, a mark is rarer. */
const SPACE_NATS = 0.2;
const MARK_NATS = 4;

/** Characters of an n-gram. */
const ORDER = 6;

/** The words of a text, without what stands between them. */
export function wordsOf(text: string): string[] {
  const separators = new Set(SEPARATORS);
  const words: string[] = [];
  let word = '';
  for (const character of text) {
    if (!separators.has(character) && !/\s/u.test(character)) word += character;
    else if (word !== '') {
      words.push(word);
      word = '';
    }
  }
  if (word !== '') words.push(word);
  return words;
}

/**
 * @param words as often as they occur
 * @throws InputError without words
 */
export function learnLanguage(
  words: readonly string[],
  alphabet: Alphabet,
): Pick<Language, 'characters' | 'words'> {
  const known = new Set(alphabet.characters);
  const readable = words.filter((word) => Array.from(word).every((character) => known.has(character)));
  const characters = trainCharacterModel(readable, { order: ORDER, alphabet: alphabet.characters });
  return { characters, words: [...new Set(readable)].sort() };
}

/** What a search asks of a language. */
export function languageScorers(language: Language, alphabet: Alphabet): LabelScorer[] {
  const { characters, words, weight, unknownWord } = language;
  const tokens = characters.tokensOf(alphabet.characters);
  const scorers = [languageScorer(wordByWord(characters), { tokens, weight })];
  if (unknownWord > 0) {
    scorers.push(
      lexicon(
        words.map((word) => alphabet.encode(word)),
        {
          penalty: unknownWord,
          separators: SEPARATORS.flatMap((separator) => [...alphabet.encode(separator)]),
        },
      ),
    );
  }
  return scorers;
}

/** A model of words as one of lines: what stands between words ends one, and begins another. */
function wordByWord(model: CharacterModel): LanguageModel {
  const nats = new Map(
    SEPARATORS.map((separator) => [model.tokenOf(separator), separator === ' ' ? SPACE_NATS : MARK_NATS]),
  );
  // A character that the model does not know is no separator, whatever its token.
  nats.delete(model.unknown);
  return {
    start: model.start,
    end: model.end,
    next: (state, token) => (nats.has(token) ? model.start : model.next(state, token)),
    logProb(state, token) {
      if (token === model.end) return state === model.start ? 0 : model.logProb(state, token);
      const cost = nats.get(token);
      if (cost === undefined) return model.logProb(state, token);
      return (state === model.start ? 0 : model.logProb(state, model.end)) - cost;
    },
  };
}
