import type { Stroke } from '../ink.ts';
import type { LineImage } from './lineImage.ts';

/** A stroke through `[x, y]` points. */
export function stroke(...points: (readonly [x: number, y: number])[]): Stroke {
  return { x: Float64Array.from(points, ([x]) => x), y: Float64Array.from(points, ([, y]) => y) };
}

/** Something like a written word: waves of ascenders and descenders with a dot and a bar. */
export function drawnWord(letters = 6): Stroke[] {
  const wave = Array.from({ length: letters * 12 }, (_, at) => {
    const angle = (at / 12) * 2 * Math.PI;
    const tall = Math.floor(at / 12) % 3 === 1 ? 2.2 : 1;
    return [at * 0.9 + 3 * Math.sin(angle), -5 * tall * Math.cos(angle)] as const;
  });
  return [stroke(...wave), stroke([8, -14]), stroke([20, -6], [30, -7])];
}

/** Of all pixels, in pixels full of ink. */
export function inkOf({ pixels }: Pick<LineImage, 'pixels'>): number {
  return pixels.reduce((sum, value) => sum + value, 0) / 255;
}

/** Pearson's correlation of the pixels of two images, the narrower one centred in the wider. */
export function likeness(a: LineImage, b: LineImage): number {
  if (a.width < b.width) return likeness(b, a);
  const shift = Math.floor((a.width - b.width) / 2);
  const pairs = Array.from(a.pixels, (value, at): [number, number] => {
    const column = (at % a.width) - shift;
    const inside = column >= 0 && column < b.width;
    return [value, inside ? (b.pixels[Math.floor(at / a.width) * b.width + column] ?? 0) : 0];
  });
  const mean = (of: (pair: [number, number]) => number) =>
    pairs.reduce((sum, pair) => sum + of(pair), 0) / pairs.length;
  const [meanA, meanB] = [mean(([value]) => value), mean(([, value]) => value)];
  const covariance = mean(([x, y]) => (x - meanA) * (y - meanB));
  const deviations = Math.sqrt(mean(([x]) => (x - meanA) ** 2) * mean(([, y]) => (y - meanB) ** 2));
  return covariance / deviations;
}

export interface Bounds {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** The rows and columns that hold ink: first and last. */
export function inkBounds({ width, pixels }: LineImage, from = 128): Bounds {
  const bounds = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
  pixels.forEach((value, at) => {
    if (value < from) return;
    const [x, y] = [at % width, Math.floor(at / width)];
    bounds.left = Math.min(bounds.left, x);
    bounds.right = Math.max(bounds.right, x);
    bounds.top = Math.min(bounds.top, y);
    bounds.bottom = Math.max(bounds.bottom, y);
  });
  return bounds;
}
