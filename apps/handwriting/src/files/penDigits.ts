import { InputError } from '@reprise/core/errors';
import type { Ink } from '../ink.ts';
import { makeInk } from './makeInk.ts';

const POINTS = 8;

/**
 * Reads the pen digits of UCI (Alpaydin and Alimoglu 1996), a line each: x and y of eight points, 0 to 100, y upwards,
 * then the digit, as a number or one-hot in ten figures. The points are spread evenly over all strokes, so each digit is
 * one stroke; y is turned downwards.
 *
 * @param name what messages call the file
 * @throws InputError with the line where it is no such text
 */
export function readPenDigits(text: string, name: string): Ink[] {
  const inks = text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    return [readDigit(line, `${name}:${index + 1}`, `${name}, line ${index + 1}`)];
  });
  if (inks.length === 0)
    throw new InputError(`${name}: expected pen digits, 16 coordinates and a digit a line, got none`);
  return inks;
}

function readDigit(line: string, id: string, place: string): Ink {
  const columns = line.split(',').map((column) => column.trim());
  const label = columns.at(-1) ?? '';
  const coordinates = columns.slice(0, -1).map((column) => (column === '' ? NaN : Number(column)));
  if (coordinates.length !== 2 * POINTS || !coordinates.every(Number.isFinite)) {
    throw new InputError(
      `${place}: expected 16 coordinates and a digit, got ${JSON.stringify(line.slice(0, 80))}`,
    );
  }
  const x = coordinates.filter((_, index) => index % 2 === 0);
  const y = coordinates.filter((_, index) => index % 2 === 1).map((up) => 100 - up);
  return makeInk({ id, strokes: [{ x, y, t: [] }], text: digitOf(label, place) }, place);
}

function digitOf(label: string, place: string): string {
  if (/^\d$/u.test(label)) return label;
  if (/^0*10*$/u.test(label) && label.length === 10) return String(label.indexOf('1'));
  throw new InputError(
    `${place}: expected a digit, or ten figures of which one is 1, got ${JSON.stringify(label.slice(0, 40))}`,
  );
}
