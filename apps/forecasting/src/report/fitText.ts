import { FONT_SIZE, PADDING, printable, textWidth } from '@reprise/app/pictures';

/** Titles are larger and bold: how much less of one stands on a line. */
const TITLE_SHARE = 0.77;

/** The beginning of `text`, with an ellipsis, where it is wider than `width`. */
export function fitText(text: string, width: number, fontSize: number): string {
  if (textWidth(text, fontSize) <= width) return text;
  let fitting = '';
  for (const character of text) {
    if (textWidth(`${fitting}${character}…`, fontSize) > width) break;
    fitting += character;
  }
  return `${fitting.trimEnd()}…`;
}

/** A title on one line of a picture `width` pixels wide, padding included. */
export function fitTitle(title: string, width: number): string {
  return fitText(printable(title), (width - 2 * PADDING) * TITLE_SHARE, FONT_SIZE);
}

/** A title none of whose words is longer than a line. */
export function fitWords(title: string, width: number): string {
  const words = printable(title).split(' ');
  return words.map((word) => fitTitle(word, width)).join(' ');
}
