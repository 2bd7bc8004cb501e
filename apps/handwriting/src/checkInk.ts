import { InputError } from '@reprise/core/errors';
import type { Ink } from './ink.ts';

/**
 * Ink from a program is checked where it comes in; that of files is when it is read.
 * @param place what messages call it
 * @throws InputError of no points, strokes without any, lists of different lengths, or numbers that are not finite
 */
export function checkInk({ strokes }: Pick<Ink, 'strokes'>, place: string): void {
  if (strokes.length === 0) throw new InputError(`${place}: expected strokes of a pen, got none.`);
  strokes.forEach(({ x, y, t = x }, index) => {
    const name = `${place}, stroke ${index + 1}`;
    if (x.length === 0) throw new InputError(`${name}: expected points of a pen, got none.`);
    if (y.length !== x.length || t.length !== x.length) {
      const lengths = [x, y, t].map((list) => list.length).join(', ');
      throw new InputError(`${name}: expected as many x as y and times, got ${lengths}.`);
    }
    const bad = x.findIndex((_, point) => ![x, y, t].every((list) => Number.isFinite(list[point])));
    if (bad < 0) return;
    const numbers = [x, y, t].map((list) => list[bad]).join(', ');
    throw new InputError(`${name}, point ${bad + 1}: expected finite numbers, got ${numbers}.`);
  });
}
