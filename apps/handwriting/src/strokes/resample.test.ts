import { describe, expect, it } from 'vitest';
import { pathLength } from './geometry.ts';
import { resample, resampleAhead } from './resample.ts';
import { resampleByCurvature } from './resampleByCurvature.ts';
import { arc, distances, strokeOf } from './strokes.fixture.ts';

describe('resample', () => {
  it('sets points at equal distances and keeps the ends', () => {
    const [made] = resample([strokeOf([0, 0], [0.3, 0], [3, 0], [3, 4])], 0.5);
    expect(made?.x.length).toBe(15);
    for (const distance of distances(made as never)) expect(distance).toBeCloseTo(0.5, 9);
    expect([made?.x[0], made?.y[0], made?.x.at(-1), made?.y.at(-1)]).toEqual([0, 0, 3, 4]);
  });

  it('gives times in between', () => {
    const t = Float64Array.of(0, 2);
    const [made] = resample([{ ...strokeOf([0, 0], [1, 0]), t }], 0.25);
    expect([...(made?.t ?? [])]).toEqual([0, 0.5, 1, 1.5, 2]);
  });

  it('does not care how often the tablet looked', () => {
    const [few, many] = [33, 3001].map((count) => resample([arc(1, 0, 3, count)], 0.1)[0]);
    expect(many?.x.length).toBe(few?.x.length);
    few?.x.forEach((x, at) => {
      expect(many?.x[at]).toBeCloseTo(x, 2);
    });
  });

  it('makes one point of a dot, of a rest, and of a stroke shorter than half the spacing', () => {
    const dots = [strokeOf([1, 1]), strokeOf([1, 1], [1, 1]), strokeOf([1, 1], [1.04, 1])];
    expect(resample(dots, 0.1).map(({ x }) => x.length)).toEqual([1, 1, 1]);
    expect(() => resample(dots, 0)).toThrow(RangeError);
    expect(() => resample(dots, NaN)).toThrow(RangeError);
  });
});

describe('resampleAhead', () => {
  it('sets points at exactly the spacing, and the end where it is far enough from them', () => {
    const [long, short] = resampleAhead(
      [strokeOf([0, 0], [0.7, 0], [1, 0], [1, 0.18]), strokeOf([0, 0], [0.1, 0])],
      0.25,
    );
    expect([...long!.x]).toEqual(
      [0, 0.25, 0.5, 0.75, 1].map((x) => expect.closeTo(x, 9) as number).concat(1),
    );
    expect(long!.y.at(-1)).toBeCloseTo(0.18, 9);
    expect(short!.x.length).toBe(1);
  });

  it('has set the same points before the stroke went on', () => {
    const curve = arc(1, 0, 3, 200);
    const [whole] = resampleAhead([curve], 0.1);
    const [begun] = resampleAhead([{ x: curve.x.subarray(0, 90), y: curve.y.subarray(0, 90) }], 0.1);
    const common = begun!.x.length - 1;
    expect(common).toBeGreaterThan(10);
    expect([...begun!.x.subarray(0, common)]).toEqual([...whole!.x.subarray(0, common)]);
  });
});

describe('resampleByCurvature', () => {
  it('goes by the widest spacing where it is straight', () => {
    const [line] = resampleByCurvature([strokeOf([0, 0], [10, 0])], 0.5);
    expect(line?.x.length).toBe(21);
  });

  it('goes closer in curves, by the root of the curvature', () => {
    const lengths = [0.25, 0.5, 2].map((radius) => {
      const [curve] = resampleByCurvature([arc(radius, 0, 3, 400)], 0.2);
      const steps = distances(curve as never);
      return steps[Math.floor(steps.length / 2)] as number;
    });
    [0.25, 0.5, 2].forEach((radius, index) => {
      expect(lengths[index]).toBeCloseTo(0.2 / Math.sqrt(1 + (5 * 0.2) / radius), 1.7);
    });
    expect(lengths[0]).toBeLessThan(0.8 * (lengths[2] as number));
  });

  it('keeps ends, and the way as good as whole', () => {
    const curve = arc(1, 0, 5, 300);
    const [made] = resampleByCurvature([curve], 0.15);
    expect(made?.x[0]).toBeCloseTo(1, 6);
    expect(made?.x.at(-1)).toBeCloseTo(Math.cos(5), 6);
    expect(pathLength([made as never]) / pathLength([curve])).toBeGreaterThan(0.99);
  });
});
