import { InputError } from '@reprise/core/errors';
import type { Ink } from '../ink.ts';
import { makeInk, MOST_POINTS, type StrokePoints } from './makeInk.ts';
import { strokesOfPath } from './svg/pathData.ts';
import { compose, IDENTITY, readTransform, type Matrix } from './svg/transform.ts';
import { numbersIn } from './xml/numbers.ts';
import { elementsIn, parseXml, type XmlElement } from './xml/tree.ts';

/** What these hold is not drawn where it stands. */
const NOT_DRAWN = new Set([
  'defs',
  'symbol',
  'clipPath',
  'mask',
  'marker',
  'pattern',
  'metadata',
  'style',
  'script',
]);

/**
 * Reads the inks of an SVG. Of one that `writeSvg` made, each ink with its times, text and writer; of any other, all its
 * paths, polylines, polygons and lines in their order are the strokes of one ink, as their transforms place them. Arcs
 * are refused; circles, rectangles, text and style are not looked at, so what is drawn filled is its outline.
 *
 * @param name what messages and ids call the file
 * @throws InputError with the line where the text is no such SVG, or draws nothing
 */
export function readSvg(text: string, name: string): Ink[] {
  const root = parseXml(text, name);
  if (root.name !== 'svg') throw new InputError(`${name}: expected SVG, got <${root.name}>`);
  const written = [...elementsIn(root)].filter(({ attributes }) => attributes['data-ink'] !== undefined);
  const groups = written.length > 0 ? written : [root];
  return groups.map((group, index) => {
    const strokes: StrokePoints[] = [];
    gather(group, matrixAbove(group, name), strokes, name);
    const { 'data-ink': id, 'data-text': says, 'data-writer': writer } = group.attributes;
    const place = written.length > 0 ? `${name}, ink ${index + 1}` : name;
    return makeInk({ id: id === undefined || id === '' ? name : id, strokes, text: says, writer }, place);
  });
}

function gather(element: XmlElement, outer: Matrix, strokes: StrokePoints[], name: string): void {
  if (NOT_DRAWN.has(element.name)) return;
  const matrix = compose(outer, ownMatrix(element, name));
  for (const stroke of strokesOf(element, `${name}, line ${element.line}`))
    strokes.push(placed(stroke, matrix));
  if (strokes.length > MOST_POINTS) {
    throw new InputError(`${name}: expected at most ${MOST_POINTS} strokes, got more`);
  }
  for (const child of element.children) gather(child, matrix, strokes, name);
}

function matrixAbove({ parent }: XmlElement, name: string): Matrix {
  return parent === undefined ? IDENTITY : compose(matrixAbove(parent, name), ownMatrix(parent, name));
}

function ownMatrix({ attributes: { transform }, line }: XmlElement, name: string): Matrix {
  return transform === undefined ? IDENTITY : readTransform(transform, `${name}, line ${line}`);
}

function strokesOf({ name, attributes }: XmlElement, place: string): StrokePoints[] {
  switch (name) {
    case 'path':
      return withTimes(strokesOfPath(attributes.d ?? '', place), attributes['data-t'], place);
    case 'polyline':
    case 'polygon': {
      const values = numbersIn(attributes.points ?? '', place);
      if (values.length % 2 !== 0)
        throw new InputError(`${place}: expected pairs of x and y, got ${values.length} numbers`);
      const points = name === 'polygon' ? [...values, ...values.slice(0, 2)] : values;
      return [
        {
          x: points.filter((_, index) => index % 2 === 0),
          y: points.filter((_, index) => index % 2 === 1),
          t: [],
        },
      ];
    }
    case 'line': {
      const [x1, y1, x2, y2] = ['x1', 'y1', 'x2', 'y2'].map(
        (key) => numbersIn(attributes[key] ?? '0', place)[0] ?? 0,
      );
      return [{ x: [x1 ?? 0, x2 ?? 0], y: [y1 ?? 0, y2 ?? 0], t: [] }];
    }
    default:
      return [];
  }
}

/** A path that was written here is one stroke, and its times stand beside it. */
function withTimes(strokes: StrokePoints[], times: string | undefined, place: string): StrokePoints[] {
  const [stroke] = strokes;
  if (times === undefined || stroke === undefined) return strokes;
  const t = numbersIn(times, place);
  if (strokes.length > 1 || t.length !== stroke.x.length) {
    throw new InputError(
      `${place}: expected a time for each of ${stroke.x.length} points of a stroke, got ${t.length}`,
    );
  }
  return [{ ...stroke, t }];
}

function placed({ x, y, t }: StrokePoints, [a, b, c, d, e, f]: Matrix): StrokePoints {
  if (a === 1 && b === 0 && c === 0 && d === 1 && e === 0 && f === 0) return { x, y, t };
  return {
    x: x.map((at, index) => a * at + c * (y[index] ?? 0) + e),
    y: x.map((at, index) => b * at + d * (y[index] ?? 0) + f),
    t,
  };
}
