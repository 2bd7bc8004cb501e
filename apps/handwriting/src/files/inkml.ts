import { InputError } from '@reprise/core/errors';
import type { Ink } from '../ink.ts';
import { readTrace } from './inkml/points.ts';
import { traceFormats } from './inkml/traceFormat.ts';
import { makeInk } from './makeInk.ts';
import { elementsIn, escapeXml, parseXml, type XmlElement } from './xml/tree.ts';

/**
 * Reads InkML (W3C 2011): an ink for each outermost traceGroup that holds traces, and one of the traces outside of groups.
 * An annotation of type `truth` is its text, one of type `writer` its writer; in a file of one ink those of the document
 * count too. Delta-encoded traces are read; traces of a pen in the air, brushes and views are left out.
 *
 * @param name what messages and ids call the file
 * @throws InputError with the line where the text is no such document, or one of its inks has no points
 */
export function readInkml(text: string, name: string): Ink[] {
  const root = parseXml(text, name);
  if (root.name !== 'ink') throw new InputError(`${name}: expected InkML, got <${root.name}>`);
  const groups = root.children.filter((child) => child.name === 'traceGroup' && tracesIn(child).length > 0);
  const loose = root.children.filter(({ name: kind }) => kind === 'trace');
  const formatOf = traceFormats(root, name);
  const parts = [
    ...(loose.length > 0 || groups.length === 0 ? [{ holder: root, traces: loose }] : []),
    ...groups.map((group) => ({ holder: group, traces: tracesIn(group) })),
  ];
  return parts.map(({ holder, traces }, index) => {
    const own = (type: string) =>
      annotation(holder, type) ?? (parts.length === 1 ? annotation(root, type) : undefined);
    const place = `${name}, line ${holder.line}`;
    const strokes = traces
      .filter(({ attributes }) => attributes.type !== 'penUp')
      .map((trace) => readTrace(trace.text, formatOf(trace), `${name}, line ${trace.line}`));
    return makeInk(
      {
        id: own('id') ?? holder.attributes['xml:id'] ?? (parts.length === 1 ? name : `${name}#${index}`),
        strokes,
        text: own('truth'),
        writer: own('writer'),
      },
      place,
    );
  });
}

/** Inks as InkML, a traceGroup each, times in seconds where every stroke of all has them. */
export function writeInkml(inks: readonly Ink[]): string {
  const isTimed = inks.every(({ strokes }) => strokes.every(({ t }) => t !== undefined));
  const channels = [...['X', 'Y'].map((name) => `<channel name="${name}" type="decimal"/>`)];
  if (isTimed) channels.push('<channel name="T" type="decimal" units="s"/>');
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<ink xmlns="http://www.w3.org/2003/InkML">',
    `<traceFormat>${channels.join('')}</traceFormat>`,
    ...inks.map((ink) => traceGroup(ink, isTimed)),
    '</ink>',
    '',
  ].join('\n');
}

function traceGroup({ id, text, writer, strokes }: Ink, isTimed: boolean): string {
  const annotations = [
    ['id', id],
    ['truth', text],
    ['writer', writer],
  ].flatMap(([type, value]) =>
    value === undefined ? [] : [`<annotation type="${type}">${escapeXml(value)}</annotation>`],
  );
  const traces = strokes.map(({ x, y, t }) => {
    const points = Array.from(x, (atX, index) => `${atX} ${y[index]}${isTimed ? ` ${t?.[index]}` : ''}`);
    return `<trace>${points.join(', ')}</trace>`;
  });
  return ['<traceGroup>', ...annotations, ...traces, '</traceGroup>'].join('\n');
}

function tracesIn(element: XmlElement): XmlElement[] {
  return [...elementsIn(element)].filter(({ name }) => name === 'trace');
}

function annotation({ children }: XmlElement, type: string): string | undefined {
  return children.find(({ name, attributes }) => name === 'annotation' && attributes.type === type)?.text;
}
