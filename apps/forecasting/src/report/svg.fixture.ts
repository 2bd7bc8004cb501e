import type { SvgElement } from '@reprise/testing/pictures';

/** Numbers in a text, with the minus sign of typesetters. */
export function numberOf(text: string): number {
  return Number(text.replaceAll(',', '').replace('−', '-'));
}

/** How far an element is moved: to the right, and down. */
export function translation(element: SvgElement): [x: number, y: number] {
  const [, x, y] = /translate\(([^,]*),([^)]*)\)/.exec(element.getAttribute('transform') ?? '') ?? [];
  return [Number(x), Number(y)];
}
