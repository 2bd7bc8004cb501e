import { createRequire } from 'node:module';
import { Resvg } from '@resvg/resvg-js';
import { describe, expect, it } from 'vitest';
import { printable, shorten, textWidth, wrapText } from './label.ts';

const FONT = createRequire(import.meta.url).resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf');

/** How far the ink of a text reaches in the font that pictures are set in. */
function drawnWidth(text: string, fontSize: number): number {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="4000" height="200">
    <text x="10" y="100" font-size="${fontSize}">${text}</text></svg>`;
  const font = { loadSystemFonts: false, fontFiles: [FONT], defaultFontFamily: 'DejaVu Sans' };
  return new Resvg(svg, { font }).getBBox()?.width ?? 0;
}

describe('textWidth', () => {
  it.each([
    'Donaudampfschifffahrtsgesellschaft',
    'illicitly',
    'MAMMOGRAM',
    'WWW',
    'moment',
    '1,234.50 %',
    'l’Œuvre',
    'Привет',
    'Ελληνικά',
    'שלום',
    'العالم',
    'e\u0301te\u0301',
  ])('has room for %s, and not much more', (text) => {
    const drawn = drawnWidth(text, 40);
    expect(drawn).toBeGreaterThan(0);
    expect(textWidth(text, 40)).toBeGreaterThanOrEqual(drawn);
    expect(textWidth(text, 40)).toBeLessThan(1.8 * drawn + 10);
  });
});

describe('printable', () => {
  it.each([
    ['one space for white space', ' a\t\n b ', 'a b'],
    ['U+FFFD for a control character', 'a\u0000b\u001b', 'a\uFFFDb\uFFFD'],
    ['U+FFFD for half a character', '\uD83Dx', '\uFFFDx'],
    ['a whole character as it is', '🙂', '🙂'],
    ['signs of right-to-left text on their side', 'שלום!', '\u200Fשלום!\u200F'],
  ])('shows %s', (_, text, shown) => {
    expect(printable(text)).toBe(shown);
  });
});

describe('shorten', () => {
  it('keeps what fits and marks what is cut, never inside a character', () => {
    expect(shorten('abcd', 4)).toBe('abcd');
    expect(shorten('abcde', 4)).toBe('abc…');
    expect(shorten('🙂🙂🙂', 2)).toBe('🙂…');
  });
});

describe('wrapText', () => {
  it('breaks between words, within the width', () => {
    const text = 'what the decoder looked at while it was translating';
    const lines = wrapText(text, 150, 15);
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.join(' ')).toBe(text);
    for (const line of lines) expect(textWidth(line, 15)).toBeLessThanOrEqual(150);
  });

  it('gives a word that is too long a line to itself', () => {
    expect(wrapText('a telecommunication b', 40, 15)).toEqual(['a', 'telecommunication', 'b']);
  });
});
