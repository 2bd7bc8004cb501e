import type { Rng } from '@reprise/engine';
import type { Stroke } from '../ink.ts';

/**
 * Punctuation as a pen makes it, drawn by rule: corpora of single words have none. Points are in x-heights, x from the
 * left edge of the mark, y downwards from the baseline; corners are rounded by sampling.
 */
const SHAPES: Readonly<Record<string, readonly (readonly Point[])[]>> = {
  '.': [dot(0.05, -0.04)],
  ',': [[point(0.1, -0.08), point(0.14, 0.08), point(0, 0.34)]],
  ':': [dot(0.05, -0.62), dot(0.05, -0.05)],
  ';': [dot(0.1, -0.62), [point(0.1, -0.08), point(0.14, 0.08), point(0, 0.34)]],
  '!': [[point(0.05, -1.7), point(0.03, -0.4)], dot(0.03, -0.04)],
  '?': [
    [
      point(0, -1.35),
      point(0.2, -1.65),
      point(0.5, -1.6),
      point(0.6, -1.3),
      point(0.35, -0.95),
      point(0.28, -0.4),
    ],
    dot(0.27, -0.04),
  ],
  "'": [[point(0.08, -1.7), point(0.02, -1.3)]],
  '"': [
    [point(0.08, -1.7), point(0.02, -1.3)],
    [point(0.33, -1.7), point(0.27, -1.3)],
  ],
  '-': [[point(0, -0.5), point(0.55, -0.52)]],
  '(': [[point(0.35, -1.75), point(0.05, -1.1), point(0.05, -0.3), point(0.35, 0.3)]],
  ')': [[point(0, -1.75), point(0.3, -1.1), point(0.3, -0.3), point(0, 0.3)]],
};

/** Marks that can be drawn. */
export const MARKS: readonly string[] = Object.keys(SHAPES);

type Point = readonly [x: number, y: number];

function point(x: number, y: number): Point {
  return [x, y];
}

function dot(x: number, y: number): readonly Point[] {
  return [point(x, y), point(x + 0.03, y + 0.02)];
}

/** Points between two corners of a shape. */
const SAMPLES = 6;

/**
 * A mark by a hand that is never twice the same.
 * @param slant of the writing: how far right a stem goes for each unit up
 * @returns strokes in x-heights, the baseline at y = 0; undefined for a character that is no mark
 */
export function drawMark(character: string, rng: Rng, slant = 0): Stroke[] | undefined {
  const shape = SHAPES[character];
  if (!shape) return undefined;
  const draws = rng.normalValues(6);
  const draw = (index: number): number => Math.max(-2, Math.min(2, draws[index] as number));
  const size = Math.exp(0.2 * draw(0));
  const width = Math.exp(0.2 * draw(1));
  const lean = slant + 0.12 * draw(2);
  const [moveX, moveY] = [0.05 * draw(3), 0.08 * draw(4)];
  const jitter = rng.fold('corners').normalValues(64);
  let next = 0;
  // Dots grow and shrink about where they are, so that a full stop stays on the line.
  return shape.map((corners) => {
    const moved = corners.map(([x, y]): Point => {
      const [dx, dy] = [0.04 * (jitter[next++ % 64] as number), 0.04 * (jitter[next++ % 64] as number)];
      const high = y * size + dy + moveY;
      return [x * width * size + dx + moveX - lean * high, high];
    });
    return curveThrough(moved);
  });
}

/** A Catmull-Rom spline. */
function curveThrough(corners: readonly Point[]): Stroke {
  const [xs, ys]: [number[], number[]] = [[], []];
  const at = (index: number): Point => corners[Math.max(0, Math.min(corners.length - 1, index))] as Point;
  for (let segment = 0; segment < corners.length - 1; segment++) {
    const [a, b, c, d] = [at(segment - 1), at(segment), at(segment + 1), at(segment + 2)];
    for (let sample = segment === 0 ? 0 : 1; sample <= SAMPLES; sample++) {
      const t = sample / SAMPLES;
      xs.push(spline(a[0], b[0], c[0], d[0], t));
      ys.push(spline(a[1], b[1], c[1], d[1], t));
    }
  }
  return { x: Float64Array.from(xs), y: Float64Array.from(ys) };
}

function spline(a: number, b: number, c: number, d: number, t: number): number {
  return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
}
