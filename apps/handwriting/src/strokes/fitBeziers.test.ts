import { Rng } from '@reprise/engine';
import { describe, expect, it } from 'vitest';
import type { Stroke } from '../ink.ts';
import { strokesOfBeziers } from './bezier.ts';
import { bezierFeatures } from './bezierFeatures.ts';
import { fitBeziers } from './fitBeziers.ts';
import { transform } from './geometry.ts';
import { arc, strokeOf } from './strokes.fixture.ts';

/** How far the point of `from` that is farthest from the lines of `to` is from them. */
function farthest(from: Stroke, to: Stroke): number {
  let most = 0;
  from.x.forEach((x, at) => {
    const y = from.y[at] as number;
    let least = Math.hypot(x - (to.x[0] as number), y - (to.y[0] as number));
    for (let end = 1; end < to.x.length; end++) {
      const [fx, fy] = [to.x[end - 1] as number, to.y[end - 1] as number];
      const [dx, dy] = [(to.x[end] as number) - fx, (to.y[end] as number) - fy];
      const square = dx * dx + dy * dy;
      const share = square > 0 ? Math.min(1, Math.max(0, ((x - fx) * dx + (y - fy) * dy) / square)) : 0;
      least = Math.min(least, Math.hypot(x - fx - share * dx, y - fy - share * dy));
    }
    most = Math.max(most, least);
  });
  return most;
}

/** Loops, as a hand makes them: a circle that moves on, of a size that changes. */
function loops(count: number, turns: number): Stroke {
  return strokeOf(
    ...Array.from({ length: count }, (_, at): [number, number] => {
      const angle = (2 * Math.PI * turns * at) / count;
      return [0.08 * angle + 0.3 * Math.cos(angle), (0.3 + 0.2 * Math.sin(angle / 5)) * Math.sin(angle)];
    }),
  );
}

describe('fitBeziers', () => {
  const shapes: Record<string, Stroke> = {
    line: strokeOf([0, 0], [3, 1]),
    corner: strokeOf([0, 0], [1, 0], [1, 1]),
    zigzag: strokeOf([0, 0], [0.2, 1], [0.4, 0], [0.6, 1], [0.8, 0]),
    circle: arc(1, 0, 2 * Math.PI, 60),
    'there and back': strokeOf([0, 0], [1, 0.1], [0, 0]),
    loops: loops(300, 6),
  };

  describe.each(Object.entries(shapes))('of a %s', (name, stroke) => {
    it.each([0.1, 0.02, 0.005])('is within %d of it, both ways', (tolerance) => {
      const [again, ...rest] = strokesOfBeziers(fitBeziers([stroke], { tolerance }), 40);
      expect(rest).toEqual([]);
      expect(farthest(stroke, again!)).toBeLessThan(tolerance * 1.01);
      // Between fitted points, which are two tolerances apart, a curve may swing out a little more.
      expect(farthest(again!, stroke)).toBeLessThan(tolerance * 1.25);
      expect([again!.x[0], again!.y.at(-1)]).toEqual([stroke.x[0], stroke.y.at(-1)]);
    });

    it('is what it is of any size', () => {
      const few = fitBeziers([stroke]);
      const large = transform([stroke], [1024, 0, 0, 1024, 0, 0]);
      expect(fitBeziers(large, { tolerance: 1024 * 0.02 }).length, name).toBe(few.length);
    });
  });

  it('needs few curves', () => {
    const count = (stroke: Stroke, tolerance = 0.02) => fitBeziers([stroke], { tolerance }).length;
    expect(count(shapes.line!)).toBe(1);
    expect(count(shapes.corner!)).toBe(2);
    expect(count(shapes.zigzag!)).toBe(4);
    expect(count(arc(1, 0, Math.PI, 50))).toBe(1);
    expect(count(shapes.circle!)).toBeLessThanOrEqual(4);
    expect(count(shapes.loops!)).toBeLessThanOrEqual(36);
  });

  it('finds a cubic again, with its times', () => {
    const made = { x: [0, 1, 2, 2.2], y: [0, -0.4, 0.3, 1.5], t: [0, 0.1, 0.9, 2], penUp: false } as const;
    const stroke = strokesOfBeziers([made], 200);
    const [curve, ...rest] = fitBeziers(stroke, { tolerance: 0.005, rounds: 60 });
    expect(rest).toEqual([]);
    const [row, expected] = [bezierFeatures([curve!]), bezierFeatures([made])];
    row.slice(0, 6).forEach((value, at) => {
      expect(Math.abs(value - expected[at]!)).toBeLessThan(0.1);
    });
    const [again] = strokesOfBeziers([curve!], 200);
    stroke[0]!.x.forEach((x, at) => {
      const away = again!.x.map((found, index) =>
        Math.hypot(found - x, again!.y[index]! - stroke[0]!.y[at]!),
      );
      const nearest = away.indexOf(Math.min(...away));
      expect(Math.abs(again!.t![nearest]! - stroke[0]!.t![at]!)).toBeLessThan(0.05);
    });
  });

  it('leads from stroke to stroke with the pen up', () => {
    const timed = (stroke: Stroke, from: number): Stroke => ({
      ...stroke,
      t: stroke.x.map((_, at) => from + at),
    });
    const strokes = [timed(strokeOf([0, 0], [3, 0]), 0), timed(strokeOf([3, 3], [6, 3]), 4)];
    const curves = fitBeziers(strokes);
    expect(curves.map(({ penUp }) => penUp)).toEqual([false, true, false]);
    expect(curves[1]).toEqual({ x: [3, 3, 3, 3], y: [0, 1, 2, 3], t: [1, 2, 3, 4], penUp: true });
    expect(strokesOfBeziers(curves).map(({ t }) => [t?.[0], t?.at(-1)])).toEqual([
      [0, 1],
      [4, 5],
    ]);
    expect(fitBeziers([strokes[0]!, strokeOf([9, 9])])[1]?.t).toBeUndefined();
  });

  it('takes dots, rests and jitter for what they are', () => {
    expect(fitBeziers([])).toEqual([]);
    const dots = [strokeOf([1, 2]), strokeOf([1, 2], [1, 2], [1, 2])];
    expect(strokesOfBeziers(fitBeziers(dots))).toEqual([dots[0], dots[0]]);
    const noise = Rng.fromSeed(1).normalValues(400);
    const shaking = strokeOf(
      ...Array.from({ length: 200 }, (_, at): [number, number] => [
        0.002 * noise[2 * at]!,
        0.002 * noise[2 * at + 1]!,
      ]),
    );
    expect(fitBeziers([shaking]).length).toBe(1);
    const rest = strokeOf([0, 0], [0.5, 0], [0.5, 0], [0.5, 0], [1, 0]);
    expect(fitBeziers([rest]).length).toBe(1);
    expect([...bezierFeatures(fitBeziers([shaking, rest, ...dots]))].every(Number.isFinite)).toBe(true);
  });

  it('keeps what a network sees within bounds', () => {
    const noise = Rng.fromSeed(2).normalValues(600);
    let [x, y] = [0, 0];
    const wild = strokeOf(
      ...Array.from({ length: 300 }, (_, at): [number, number] => [
        (x += 0.1 * noise[2 * at]!),
        (y += 0.1 * noise[2 * at + 1]!),
      ]),
    );
    const curves = fitBeziers([wild, shapes.loops!]);
    const features = bezierFeatures(curves);
    for (let at = 0; at < curves.length; at++)
      expect(Math.max(features[10 * at + 2]!, features[10 * at + 3]!)).toBeLessThan(4);
  });

  it('refuses a tolerance of nothing', () => {
    expect(() => fitBeziers([], { tolerance: 0 })).toThrow(RangeError);
    expect(() => fitBeziers([], { tolerance: NaN })).toThrow(RangeError);
  });

  it('is quick: 10,000 points in well under a second', () => {
    const long = loops(10_000, 100);
    // The processor's time, not the wall's: others may be at work on this machine.
    const begin = process.cpuUsage();
    expect(fitBeziers([long]).length).toBeLessThan(400);
    expect(process.cpuUsage(begin).user / 1000).toBeLessThan(1000);
  });
});
