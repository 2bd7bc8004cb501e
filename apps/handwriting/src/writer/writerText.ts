import { InputError } from '@reprise/core/errors';

/** The token behind the last character, where the pen ends. */
export const END = 0;

/** The characters that a writer has learned; token 1 is the first of them. */
export interface WriterText {
  readonly characters: readonly string[];
  /** Tokens of a text, its end included. @throws InputError for characters that it has not learned */
  encode(text: string): Int32Array;
}

/** Characters that look like others, or are written as them. */
const ALIKE: Readonly<Record<string, string>> = {
  '’': "'",
  '‘': "'",
  '`': "'",
  '´': "'",
  '“': '"',
  '”': '"',
  '„': '"',
  '«': '"',
  '»': '"',
  '–': '-',
  '—': '-',
  '‐': '-',
  '‑': '-',
  '…': '...',
  '\u00a0': ' ',
  ß: 'ss',
  æ: 'ae',
  Æ: 'AE',
  œ: 'oe',
  Œ: 'OE',
  ø: 'o',
  Ø: 'O',
  ł: 'l',
  Ł: 'L',
};

export function writerText(characters: readonly string[]): WriterText {
  const places = new Map(characters.map((character, index) => [character, index + 1]));
  return {
    characters,
    encode(text) {
      const tokens = Array.from(text).map((character) => places.get(character));
      const unknown = [...new Set(Array.from(text).filter((character) => !places.has(character)))];
      if (unknown.length === 0) return Int32Array.from([...(tokens as number[]), END]);
      throw new InputError(
        `write: expected characters that the model has learned (${characters.join('')}), got ${unknown.map((character) => JSON.stringify(character)).join(' ')}.`,
      );
    },
  };
}

/**
 * A text in characters that a writer has learned, as far as they can stand for others: typographic quotes and dashes
 * become plain ones, and what has an accent loses it.
 *
 * @returns the text, and the characters that were replaced
 */
export function plainText(
  text: string,
  known: ReadonlySet<string>,
): { readonly text: string; readonly replaced: readonly string[] } {
  const replaced = new Set<string>();
  const plain = Array.from(text.normalize('NFC')).map((character) => {
    if (known.has(character)) return character;
    const base = character.normalize('NFD').replace(/\p{M}/gu, '');
    const substitute = ALIKE[character] ?? base;
    if (substitute === character || !Array.from(substitute).every((part) => known.has(part)))
      return character;
    replaced.add(character);
    return substitute;
  });
  return { text: plain.join(''), replaced: [...replaced] };
}
