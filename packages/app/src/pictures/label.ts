/** White space, and what an XML file may not hold: control characters, halves of characters, non-characters. */
const SPACE = /\s+/gu;
const NOT_XML = /[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu;

const RIGHT_TO_LEFT = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
const RIGHT_TO_LEFT_MARK = '\u200F';

/** Widths in units of the font size, none below what DejaVu Sans takes, the widest of the usual fonts. */
const WIDTHS: readonly (readonly [characters: RegExp, width: number])[] = [
  [/[\p{M}\p{Cf}]/u, 0],
  [
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Extended_Pictographic}\uFF00-\uFFEF]/u,
    1.1,
  ],
  [/[ijlI.,:;'’|! ()[\]{}/\\]/u, 0.4],
  [/[frt"-]/u, 0.47],
  [/[mwMW@%…—œæŒÆ]/u, 1.02],
  [/\p{Lu}/u, 0.8],
];
const OTHER_WIDTH = 0.65;

/** How far text reaches at most, in the unit of `fontSize`: an estimate that needs no font. */
export function textWidth(text: string, fontSize: number): number {
  let width = 0;
  for (const character of text) {
    width += WIDTHS.find(([characters]) => characters.test(character))?.[1] ?? OTHER_WIDTH;
  }
  return width * fontSize;
}

/**
 * Text that an SVG can hold on one line: runs of white space are one space, and what XML forbids is shown
 * as U+FFFD. Signs at the ends of right-to-left text stay on the side where its readers look for them.
 */
export function printable(text: string): string {
  const clean = text.replace(SPACE, ' ').trim().replace(NOT_XML, '\uFFFD');
  return RIGHT_TO_LEFT.test(clean) ? RIGHT_TO_LEFT_MARK + clean + RIGHT_TO_LEFT_MARK : clean;
}

/** The beginning of `text`, with an ellipsis, where it has more than `maxLength` characters. */
export function shorten(text: string, maxLength: number): string {
  const characters = Array.from(text);
  return characters.length <= maxLength ? text : `${characters.slice(0, maxLength - 1).join('')}…`;
}

/** `text` on lines of at most `width`, broken between words; a longer word has a line to itself. */
export function wrapText(text: string, width: number, fontSize: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(SPACE)) {
    const longer = `${lines.at(-1) ?? ''} ${word}`;
    if (lines.length > 0 && textWidth(longer, fontSize) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
