import type { Stroke } from '../ink.ts';

/** A stroke through points given as pairs. */
export function strokeOf(...points: readonly (readonly [x: number, y: number])[]): Stroke {
  return { x: Float64Array.from(points, ([x]) => x), y: Float64Array.from(points, ([, y]) => y) };
}

/** An arc of a circle, one point for each of `count` equal angles. */
export function arc(radius: number, from: number, to: number, count: number): Stroke {
  return strokeOf(
    ...Array.from({ length: count }, (_, index): [number, number] => {
      const angle = from + ((to - from) * index) / (count - 1);
      return [radius * Math.cos(angle), radius * Math.sin(angle)];
    }),
  );
}

/** How far each point is from the next. */
export function distances({ x, y }: Stroke): number[] {
  return Array.from({ length: x.length - 1 }, (_, at) =>
    Math.hypot((x[at + 1] as number) - (x[at] as number), (y[at + 1] as number) - (y[at] as number)),
  );
}
