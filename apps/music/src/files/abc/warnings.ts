import { InputError } from '@reprise/core/errors';

/** What the parser says where it had to guess at notes. Of all else, such as words and layout, notes do not depend. */
const ABOUT_NOTES = new RegExp(
  [
    'Unknown bar type',
    "Can't nest triplets",
    'Spaces are not allowed in chords',
    "Expected '\\]' to end the chords",
    'Unknown character ignored',
    'Missing the closing quote',
    'after the triplet|after the two colons',
    'key signature',
    'transpose|octave',
    'L:|M:|Q: field',
  ].join('|'),
  'u',
);

/** Kept by the standard for later use, to be passed over; the last one breaks lines. */
const RESERVED = ['#', '*', ';', '?', '@', '$', '`'];

/** How the parser says where, what, and in which text; it marks the character. */
const FORM = /^Music Line:(?<line>\d+):(?<column>\d+): (?<words>.*?): {2}(?<text>.*)$/su;
const MARKED = /<span[^>]*>(?<character>[^<]*)<\/span>/u;

/**
 * Refuses a tune whose notes the parser could but guess.
 * @param placeOf names a line of what was parsed, counted from 1
 * @throws InputError with the first of its warnings that is about notes
 */
export function checkWarnings(warnings: readonly string[], placeOf: (line: number) => string): void {
  for (const warning of warnings) {
    const { line = '1', column = '1', words = warning, text = '' } = FORM.exec(warning)?.groups ?? {};
    const character = MARKED.exec(text)?.groups?.character ?? '';
    if (!ABOUT_NOTES.test(words)) continue;
    if (words === 'Unknown character ignored' && RESERVED.includes(character)) continue;
    throw new InputError(`${placeOf(Number(line))}, column ${column}: ${words}: ${plain(text)}`);
  }
}

/** What fields may say: keys with what else goes with them, meters, and the length of a note without number. */
const FIELDS = [
  {
    letter: 'K',
    expected: 'a key such as K:Am or K:none',
    pattern:
      /^\s*($|%|none\b|hp\b|[A-G]([#b♯♭]|\b|m|min|maj|mix|dor|phr|lyd|loc|ion|aeo)|(clef|octave|transpose|middle|m|stafflines|staffscale|style|shift)\s*=|(treble|bass|alto|tenor|perc)\b|\^|_|=|exp\b)/iu,
  },
  {
    letter: 'M',
    expected: 'a meter such as M:6/8, M:C or M:none',
    pattern: /^\s*($|%|none\b|C\b|\(?\s*[1-9][\d+\s]*\)?\s*(\/\s*[1-9]|$|%))/iu,
  },
  {
    letter: 'L',
    expected: 'a length such as L:1/8',
    pattern: /^\s*($|%|auto\b|[1-9]\d*\s*(\/\s*[1-9]|$|%))/iu,
  },
] as const;

/**
 * Refuses keys, meters and lengths that are none, which the parser passes over without a word.
 * @param lines of a tune
 * @throws InputError
 */
export function checkFields(lines: readonly string[], placeOf: (line: number) => string): void {
  for (const [index, line] of lines.entries()) {
    for (const { letter, expected, pattern } of FIELDS) {
      for (const { groups } of line.matchAll(new RegExp(`(?:^|\\[)${letter}:(?<said>[^\\]]*)`, 'gu'))) {
        const said = groups?.said ?? '';
        if (pattern.test(said)) continue;
        throw new InputError(`${placeOf(index + 1)}: expected ${expected}, got ${letter}:${said.trim()}`);
      }
    }
  }
}

/** The text without its markup, and how it was written. */
function plain(text: string): string {
  return text
    .replace(MARKED, (_, character: string) => (character === 'SPACE' ? ' ' : character))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .trim();
}
