import { InputError } from '@reprise/core/errors';
import type { Ink } from '../ink.ts';
import { makeInk, type StrokePoints } from './makeInk.ts';
import { elementsIn, parseXml, type XmlElement } from './xml/tree.ts';

/**
 * Reads the strokes of a line of IAM-OnDB (Liwicki and Bunke 2005): `WhiteboardCaptureSession`, in it `StrokeSet` of
 * `Stroke` of `Point` with x, y and time in seconds. The id is the file's own, such as a01-000u-01; the text stands in
 * another file, see {@link readIamTranscription}.
 *
 * @param name what messages call the file
 * @throws InputError with the line where the text is no such file
 */
export function readIamStrokes(
  text: string,
  name: string,
  { text: says }: { readonly text?: string | undefined } = {},
): Ink {
  const root = parseXml(text, name);
  if (root.name !== 'WhiteboardCaptureSession') {
    throw new InputError(`${name}: expected IAM-OnDB's <WhiteboardCaptureSession>, got <${root.name}>`);
  }
  const strokes = [...elementsIn(root)]
    .filter((element) => element.name === 'Stroke')
    .map((stroke) => readStroke(stroke, name));
  const id = /([^/\\]*?)(?:\.xml)?(?:\.gz)?$/iu.exec(name)?.[1] ?? name;
  return makeInk({ id, strokes, text: says }, name);
}

/** An ink as such a file; its text and writer are lost, times are zero where they are not known. */
export function writeIamStrokes({ strokes }: Ink): string {
  const bounds = (pick: 'x' | 'y') =>
    strokes.flatMap((stroke) => [...stroke[pick]]).reduce((a, b) => Math.max(a, b), 0);
  return [
    '<?xml version="1.0" encoding="ISO-8859-1"?>',
    '<WhiteboardCaptureSession>',
    '<WhiteboardDescription>',
    '<SensorLocation corner="top_left"/>',
    `<DiagonallyOppositeCoords x="${bounds('x')}" y="${bounds('y')}"/>`,
    '</WhiteboardDescription>',
    '<StrokeSet>',
    ...strokes.map(({ x, y, t }) => {
      const times = t ?? new Float64Array(x.length);
      const points = Array.from(
        x,
        (atX, index) => `<Point x="${atX}" y="${y[index]}" time="${times[index]}"/>`,
      );
      return [
        `<Stroke colour="black" start_time="${times[0]}" end_time="${times.at(-1)}">`,
        ...points,
        '</Stroke>',
      ].join('\n');
    }),
    '</StrokeSet>',
    '</WhiteboardCaptureSession>',
    '',
  ].join('\n');
}

/**
 * Reads the lines of text of a form of IAM-OnDB, a file of its `ascii` folder: those after `CSR:`, in the order of the
 * form's files of strokes, from -01.
 *
 * @throws InputError where there is no such part
 */
export function readIamTranscription(text: string, name: string): string[] {
  const [, ...rest] = text.split(/^CSR:[ \t]*\r?$/mu);
  const lines = (rest[0] ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (lines.length > 0) return lines;
  throw new InputError(`${name}: expected a transcription of IAM-OnDB with lines after "CSR:", got none`);
}

/** Lines as such a file. */
export function writeIamTranscription(lines: readonly string[]): string {
  const body = lines.join('\n');
  return `OCR:\n\n${body}\n\nCSR:\n\n${body}\n`;
}

function readStroke({ children }: XmlElement, name: string): StrokePoints {
  const points = children.filter((child) => child.name === 'Point');
  return {
    x: points.map((point) => numberOf(point, 'x', name)),
    y: points.map((point) => numberOf(point, 'y', name)),
    t: points.map((point) => numberOf(point, 'time', name)),
  };
}

function numberOf({ attributes, line }: XmlElement, key: string, name: string): number {
  const word = attributes[key]?.trim() ?? '';
  const value = word === '' ? NaN : Number(word);
  if (Number.isFinite(value)) return value;
  throw new InputError(
    `${name}, line ${line}: expected a number as ${key} of <Point>, got ${JSON.stringify(word.slice(0, 40))}`,
  );
}
