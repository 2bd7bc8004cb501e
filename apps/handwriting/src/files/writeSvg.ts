import { InputError } from '@reprise/core/errors';
import type { Ink, Stroke } from '../ink.ts';
import { boundsOf } from '../strokes/geometry.ts';
import { escapeXml } from './xml/tree.ts';

export interface WriteSvgOptions {
  /** of the pen, in the unit of the ink; by default a hundredth of the larger side of the largest ink */
  readonly penWidth?: number | undefined;
  readonly colour?: string | undefined;
}

/**
 * Inks as an SVG picture, a path for each stroke, in the unit of the ink, on no ground. Times, texts and writers stand in
 * `data-` attributes, so that `readSvg` gives the same inks again.
 *
 * @throws InputError of no ink
 */
export function writeSvg(inks: readonly Ink[], options: WriteSvgOptions = {}): string {
  return layOutSvg(inks, options);
}

/** What a picture of ink has beyond the ink. */
export interface SvgAdditions {
  /** a style sheet */
  readonly style: string;
  /** of the path of a stroke, by the number of its ink and its own */
  readonly attributesOf: (ink: number, stroke: number) => Readonly<Record<string, string>>;
}

/** As `writeSvg`, with additions. */
export function layOutSvg(
  inks: readonly Ink[],
  { penWidth, colour = '#1c2733' }: WriteSvgOptions,
  additions?: SvgAdditions,
): string {
  const strokes = inks.flatMap((ink) => ink.strokes);
  if (strokes.length === 0) throw new InputError('a picture of ink: expected points of a pen, got none');
  const { left, top, right, bottom } = boundsOf(strokes);
  const width = penWidth ?? (Math.max(...inks.map(largerSide)) || 1) / 100;
  const pad = 2 * width;
  const view = [left - pad, top - pad, right - left + 2 * pad, bottom - top + 2 * pad].map(short).join(' ');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${view}">`,
    ...(additions === undefined ? [] : [`<style>${additions.style}</style>`]),
    `<g fill="none" stroke="${escapeXml(colour)}" stroke-width="${short(width)}" stroke-linecap="round" stroke-linejoin="round">`,
    ...inks.map((ink, at) => group(ink, (stroke) => additions?.attributesOf(at, stroke))),
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

function largerSide({ strokes }: Ink): number {
  if (strokes.length === 0) return 0;
  const { left, top, right, bottom } = boundsOf(strokes);
  return Math.max(right - left, bottom - top);
}

type Attributes = Readonly<Record<string, string | undefined>>;

function group(
  { id, text, writer, strokes }: Ink,
  attributesOf: (stroke: number) => Attributes | undefined,
): string {
  const data = attributes({ 'data-ink': id, 'data-text': text, 'data-writer': writer });
  const paths = strokes.map((stroke, at) => path(stroke, attributesOf(at)));
  return [`<g${data}>`, ...paths, '</g>'].join('\n');
}

function attributes(values: Attributes): string {
  return Object.entries(values)
    .flatMap(([name, value]) => (value === undefined ? [] : [` ${name}="${escapeXml(value)}"`]))
    .join('');
}

function path({ x, y, t }: Stroke, more: Attributes = {}): string {
  const points = Array.from(x, (atX, index) => `${atX} ${y[index]}`);
  // A path closed at once is seen as a dot.
  const data = points.length === 1 ? `M${points[0]}Z` : `M${points.join('L')}`;
  return `<path${attributes({ d: data, 'data-t': t?.join(' '), ...more })}/>`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(7)));
}
