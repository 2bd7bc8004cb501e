/** The colours of both sides everywhere, told apart without colour vision too (Okabe and Ito 2008). */
export const OURS = '#0072b2';
export const PEER = '#d55e00';
const INK = '#1c2733';
export const FAINT_INK = '#5b6b7b';
export const GRID = '#d5dde5';

export const PADDING = 16;
export const FONT_SIZE = 13;
export const TITLE_SIZE = 15;

/** Text as XML takes it. */
function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** One element; numbers are rounded to a hundredth of a pixel. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  content = '',
): string {
  const list = Object.entries(attributes).map(
    ([key, value]) => ` ${key}="${typeof value === 'number' ? round(value) : escapeXml(value)}"`,
  );
  return content === '' ? `<${name}${list.join('')}/>` : `<${name}${list.join('')}>${content}</${name}>`;
}

export function text(
  x: number,
  y: number,
  words: string,
  attributes: Record<string, string | number> = {},
): string {
  return element('text', { x, y, ...attributes }, escapeXml(words));
}

/** A whole file that stands for itself, on white, with what it shows in words. */
export function picture(title: string, width: number, height: number, parts: readonly string[]): string {
  const attributes = {
    xmlns: 'http://www.w3.org/2000/svg',
    width,
    height,
    viewBox: `0 0 ${round(width)} ${round(height)}`,
    role: 'img',
    'aria-label': title,
    fill: INK,
    'font-family': 'system-ui, sans-serif',
    'font-size': FONT_SIZE,
  };
  const content = [
    element('title', {}, escapeXml(title)),
    element('rect', { width: '100%', height: '100%', fill: 'white' }),
    text(PADDING, PADDING + TITLE_SIZE, title, { 'font-size': TITLE_SIZE, 'font-weight': 'bold' }),
    ...parts,
  ];
  return `${element('svg', attributes, `\n${content.join('\n')}\n`)}\n`;
}

function round(value: number): string {
  return String(Math.round(value * 100) / 100);
}
