import { InputError } from '@reprise/core/errors';

/** The characters that a reader can say; label 1 is the first of them, 0 the blank. */
export interface Alphabet {
  readonly characters: readonly string[];
  /** The labels of a text; what is not of the alphabet is left out. */
  encode(text: string): Int32Array;
  /** @param labels from 1 on */
  decode(labels: Iterable<number>): string;
}

/** @param characters distinct */
export function makeAlphabet(characters: readonly string[]): Alphabet {
  if (characters.length === 0) throw new InputError('a reader: expected characters to read, got none.');
  const places = new Map(characters.map((character, index) => [character, index + 1]));
  return {
    characters,
    encode: (text) => Int32Array.from(Array.from(text).flatMap((character) => places.get(character) ?? [])),
    decode: (labels) => Array.from(labels, (label) => characters[label - 1] ?? '').join(''),
  };
}

/** All characters of texts, in the order of their code points. */
export function charactersOf(texts: Iterable<string>): string[] {
  const seen = new Set<string>();
  for (const text of texts) for (const character of text) seen.add(character);
  return [...seen].sort();
}
