import { describe, expect, it } from 'vitest';
import type { Stroke } from '../ink.ts';
import { strokesOfBeziers, valueAt, type BezierCurve } from './bezier.ts';
import { BEZIER_FEATURES, bezierFeatures } from './bezierFeatures.ts';
import { arc, strokeOf } from './strokes.fixture.ts';

const quarter: BezierCurve = { x: [0, 1, 2, 2], y: [0, 0, 1, 2], t: [1, 1.5, 2.5, 3], penUp: false };
const away: BezierCurve = { x: [2, 2, 2, 2], y: [2, 3, 4, 5], penUp: true };
const dot: BezierCurve = { x: [2, 2, 2, 2], y: [5, 5, 5, 5], penUp: false };

describe('strokesOfBeziers', () => {
  it('samples curves, joins those that the pen draws at a stretch, and makes dots', () => {
    const back: BezierCurve = { x: [2, 1, 0, -1], y: [2, 2, 2, 2], t: [3, 4, 5, 6], penUp: false };
    const [long, point, ...rest] = strokesOfBeziers([quarter, back, away, dot], 2) as [Stroke, Stroke];
    expect(rest).toEqual([]);
    expect([...long.x]).toEqual([0, 1.375, 2, 0.5, -1]);
    expect([...long.y]).toEqual([0, 0.625, 2, 2, 2]);
    expect([...(long.t ?? [])]).toEqual([1, 2, 3, 4.5, 6]);
    expect(point).toEqual(strokeOf([2, 5]));
  });

  it('knows no times where one curve has none, and lets no clock run back', () => {
    expect(strokesOfBeziers([quarter, { ...dot, x: [2, 3, 4, 5] }])[0]?.t).toBeUndefined();
    const [early] = strokesOfBeziers([{ ...quarter, t: [1, 0, 3, 2] }], 10);
    early?.t?.forEach((t, at) => {
      expect(t).toBeGreaterThanOrEqual(early.t?.[at - 1] ?? 1);
    });
  });

  it('makes nothing of nothing, and refuses samples that are none', () => {
    expect(strokesOfBeziers([])).toEqual([]);
    expect(() => strokesOfBeziers([quarter], 0)).toThrow(RangeError);
    expect(() => strokesOfBeziers([quarter], 1.5)).toThrow(RangeError);
  });
});

describe('bezierFeatures', () => {
  const rows = (...curves: BezierCurve[]): number[][] => {
    const values = bezierFeatures(curves);
    expect(values.length).toBe(BEZIER_FEATURES * curves.length);
    return curves.map((_, at) => [...values.slice(at * BEZIER_FEATURES, (at + 1) * BEZIER_FEATURES)]);
  };

  it('is what the paper says of a curve known by hand', () => {
    const share = 1 / Math.sqrt(8);
    const expected = [2, 2, share, share, -Math.PI / 4, -Math.PI / 4, 1.5, 1.5, -1, 0];
    rows(quarter)[0]?.forEach((value, at) => {
      expect(value).toBeCloseTo(expected[at] as number, 6);
    });
    const third = [0, 3, 1 / 3, 1 / 3, 0, 0, 0, 0, 0, 1].map((value) => Math.fround(value));
    expect(rows(away)[0]).toEqual(third);
    expect(rows(dot)[0]).toEqual(Array(BEZIER_FEATURES).fill(0));
  });

  it('is enough to draw a curve again, and to tell its times', () => {
    const curve: BezierCurve = { x: [3, 5, 1, 4], y: [1, -2, 4, 2], t: [7, 7.2, 7.9, 8], penUp: false };
    const [dx, dy, d1, d2, a1, a2, ...rest] = rows(curve)[0] as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    const [length, course] = [Math.hypot(dx, dy), Math.atan2(dy, dx)];
    expect(3 + d1 * length * Math.cos(course + a1)).toBeCloseTo(curve.x[1], 5);
    expect(1 + d1 * length * Math.sin(course + a1)).toBeCloseTo(curve.y[1], 5);
    expect(3 + dx - d2 * length * Math.cos(course - a2)).toBeCloseTo(curve.x[2], 5);
    expect(1 + dy - d2 * length * Math.sin(course - a2)).toBeCloseTo(curve.y[2], 5);
    const [g1, g2, g3] = rest as unknown as [number, number, number];
    for (const s of [0.2, 0.5, 1])
      expect(7 + g1 * s + g2 * s * s + g3 * s ** 3).toBeCloseTo(valueAt(curve.t!, s), 5);
  });

  it('does not depend on place and hour', () => {
    const far: BezierCurve = { x: [8, 9, 10, 10], y: [-4, -4, -3, -2], t: [9, 9.5, 10.5, 11], penUp: false };
    expect(rows(far)).toEqual(rows(quarter));
  });
});

describe('valueAt', () => {
  it('is the cubic of Bernstein', () => {
    const circle = arc(1, 0, Math.PI / 2, 11);
    const kappa = (4 / 3) * (Math.SQRT2 - 1);
    for (let at = 0; at <= 10; at++) {
      const [x, y] = [valueAt([1, 1, kappa, 0], at / 10), valueAt([0, kappa, 1, 1], at / 10)];
      expect(Math.hypot(x, y)).toBeCloseTo(1, 3);
    }
    expect(valueAt([1, 1, kappa, 0], 0.5)).toBeCloseTo(circle.x[5] as number, 9);
  });
});
