import { InputError } from '@reprise/core/errors';
import { MOST_POINTS, noPoints, type StrokePoints } from '../makeInk.ts';

/** Straight pieces of which a curve is made. */
const PIECES = 12;

/** How many numbers each command takes at a time. */
const OPERANDS: Readonly<Record<string, number>> = { M: 2, L: 2, H: 1, V: 1, C: 6, S: 4, Q: 4, T: 2, Z: 0 };

/** A pen that follows path data. */
interface Pen {
  strokes: StrokePoints[];
  stroke: StrokePoints;
  x: number;
  y: number;
  startX: number;
  startY: number;
  /** the last control point, of a curve of which kind */
  control: { readonly kind: 'C' | 'Q'; readonly x: number; readonly y: number } | undefined;
  count: number;
  hasMoved: boolean;
}

/**
 * Strokes along the data of an SVG path: M, L, H, V, C, S, Q, T and Z, absolute and relative; curves become 12 straight
 * pieces each. As in a picture, a move alone draws nothing; with Z it is a dot, a stroke of one point.
 *
 * @param place what messages call the path
 * @throws InputError of other text, arcs (A), or more than {@link MOST_POINTS} points
 */
export function strokesOfPath(data: string, place: string): StrokePoints[] {
  const pen: Pen = {
    strokes: [],
    stroke: noPoints(),
    x: 0,
    y: 0,
    startX: 0,
    startY: 0,
    control: undefined,
    count: 0,
    hasMoved: false,
  };
  const token = /\s*,?\s*(?:([A-Za-z])|([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?))/uy;
  const end = data.trimEnd().length;
  let command: string | undefined;
  let operands: number[] = [];
  while (token.lastIndex < end) {
    const at = token.lastIndex;
    const match = token.exec(data);
    if (match === null) throw new InputError(`${place}: expected path data, got ${shown(data, at)}`);
    const [, letter, number] = match;
    if (letter !== undefined) {
      if (operands.length > 0 || (command !== undefined && isWanting(command))) {
        throw new InputError(`${place}: expected more numbers before ${shown(data, at)}`);
      }
      if (OPERANDS[letter.toUpperCase()] === undefined) {
        throw new InputError(
          `${place}: expected one of M L H V C S Q T Z, got ${shown(data, at)}` +
            (letter.toUpperCase() === 'A' ? '; turn arcs into curves in your drawing program' : ''),
        );
      }
      command = letter;
      if (letter.toUpperCase() === 'Z') close(pen);
      else command = `${letter}!`;
      continue;
    }
    const plain = command?.replace('!', '');
    if (plain === undefined || plain.toUpperCase() === 'Z') {
      throw new InputError(`${place}: expected a command before the number ${shown(data, at)}`);
    }
    operands.push(Number(number));
    if (operands.length < (OPERANDS[plain.toUpperCase()] ?? 0)) continue;
    if (!pen.hasMoved && plain.toUpperCase() !== 'M') {
      throw new InputError(`${place}: expected path data to begin with M, got ${shown(data, 0)}`);
    }
    draw(pen, plain, operands);
    if (pen.count > MOST_POINTS)
      throw new InputError(`${place}: expected at most ${MOST_POINTS} points, got more`);
    operands = [];
    // More pairs after a move are lines.
    command = plain === 'M' ? 'L' : plain === 'm' ? 'l' : plain;
  }
  if (operands.length > 0 || (command !== undefined && isWanting(command))) {
    throw new InputError(`${place}: expected more numbers at the end of the path data`);
  }
  lift(pen);
  return pen.strokes;
}

/** A command just read has had none of its numbers. */
function isWanting(command: string): boolean {
  return command.endsWith('!');
}

function draw(pen: Pen, command: string, operands: readonly number[]): void {
  const kind = command.toUpperCase();
  const isRelative = command !== kind;
  const [fromX, fromY] = [pen.x, pen.y];
  const points = operands.map((value, index) =>
    isRelative ? value + (kind === 'V' || (kind !== 'H' && index % 2 === 1) ? fromY : fromX) : value,
  );
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = points;
  const mirrored = (of: 'C' | 'Q') =>
    pen.control?.kind === of
      ? { x: 2 * fromX - pen.control.x, y: 2 * fromY - pen.control.y }
      : { x: fromX, y: fromY };
  switch (kind) {
    case 'M':
      lift(pen);
      [pen.x, pen.y, pen.startX, pen.startY, pen.control] = [a, b, a, b, undefined];
      pen.hasMoved = true;
      mark(pen, a, b);
      return;
    case 'L':
      line(pen, a, b);
      return;
    case 'H':
      line(pen, a, fromY);
      return;
    case 'V':
      line(pen, fromX, a);
      return;
    case 'C':
      cubic(pen, a, b, c, d, e, f);
      return;
    case 'S': {
      const { x, y } = mirrored('C');
      cubic(pen, x, y, a, b, c, d);
      return;
    }
    case 'Q':
      quadratic(pen, a, b, c, d);
      return;
    default: {
      const { x, y } = mirrored('Q');
      quadratic(pen, x, y, a, b);
      return;
    }
  }
}

function line(pen: Pen, x: number, y: number): void {
  // After Z a path goes on from its start.
  if (pen.stroke.x.length === 0) mark(pen, pen.x, pen.y);
  [pen.x, pen.y, pen.control] = [x, y, undefined];
  mark(pen, x, y);
}

function cubic(pen: Pen, x1: number, y1: number, x2: number, y2: number, x: number, y: number): void {
  const { x: x0, y: y0 } = pen;
  for (let piece = 1; piece <= PIECES; piece++) {
    const s = piece / PIECES;
    const [w0, w1, w2, w3] = [(1 - s) ** 3, 3 * s * (1 - s) ** 2, 3 * s * s * (1 - s), s ** 3];
    line(pen, w0 * x0 + w1 * x1 + w2 * x2 + w3 * x, w0 * y0 + w1 * y1 + w2 * y2 + w3 * y);
  }
  pen.control = { kind: 'C', x: x2, y: y2 };
}

function quadratic(pen: Pen, x1: number, y1: number, x: number, y: number): void {
  const { x: x0, y: y0 } = pen;
  cubic(
    pen,
    x0 + (2 / 3) * (x1 - x0),
    y0 + (2 / 3) * (y1 - y0),
    x + (2 / 3) * (x1 - x),
    y + (2 / 3) * (y1 - y),
    x,
    y,
  );
  pen.control = { kind: 'Q', x: x1, y: y1 };
}

function close(pen: Pen): void {
  if (pen.stroke.x.length > 1) line(pen, pen.startX, pen.startY);
  [pen.x, pen.y] = [pen.startX, pen.startY];
  lift(pen, 1);
}

function mark(pen: Pen, x: number, y: number): void {
  pen.stroke.x.push(x);
  pen.stroke.y.push(y);
  pen.count++;
}

function lift(pen: Pen, fewest = 2): void {
  if (pen.stroke.x.length >= fewest) pen.strokes.push(pen.stroke);
  pen.stroke = noPoints();
  pen.control = undefined;
}

function shown(data: string, at: number): string {
  return JSON.stringify(data.slice(at, at + 20).trim());
}
