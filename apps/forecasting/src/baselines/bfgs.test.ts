import { describe, expect, it } from 'vitest';
import { minimize } from './bfgs.ts';

describe('minimize', () => {
  it('goes through Rosenbrock’s valley', () => {
    const { x, value, iterations } = minimize(
      ([x0, x1], gradient) => {
        const [a, b] = [1 - x0!, x1! - x0! * x0!];
        gradient.set([-2 * a - 400 * x0! * b, 200 * b]);
        return a * a + 100 * b * b;
      },
      Float64Array.of(-1.2, 1),
      { tolerance: 1e-14 },
    );
    expect(x[0]).toBeCloseTo(1, 6);
    expect(x[1]).toBeCloseTo(1, 6);
    expect(value).toBeLessThan(1e-12);
    expect(iterations).toBeLessThan(60);
  });

  it('solves an ill-conditioned quadratic in 20 dimensions', () => {
    const { x } = minimize(
      (point, gradient) => {
        let sum = 0;
        for (const [index, value] of point.entries()) {
          const weight = 10 ** (index / 5);
          sum += 0.5 * weight * (value - index) ** 2;
          gradient[index] = weight * (value - index);
        }
        return sum;
      },
      new Float64Array(20),
      { tolerance: 1e-14 },
    );
    for (const [index, value] of x.entries()) expect(value).toBeCloseTo(index, 4);
  });

  it('stays where the function is finite', () => {
    const { x } = minimize(([value], gradient) => {
      if (value! <= 0) return Infinity;
      gradient[0] = 1 - 1e-3 / value!;
      return value! - 1e-3 * Math.log(value!);
    }, Float64Array.of(5));
    expect(x[0]).toBeCloseTo(1e-3, 5);
  });

  it('returns the start where it is the minimum, and leaves it as it was', () => {
    const start = Float64Array.of(0);
    const { x, iterations } = minimize(([value], gradient) => {
      gradient[0] = 2 * value!;
      return value! * value!;
    }, start);
    expect([...x]).toEqual([0]);
    expect(iterations).toBe(0);
    expect([...start]).toEqual([0]);
  });

  it('stops after the iterations it is given', () => {
    const { iterations } = minimize(
      ([value], gradient) => {
        gradient[0] = -Math.exp(-value!);
        return Math.exp(-value!);
      },
      Float64Array.of(0),
      { maxIterations: 3, tolerance: 0 },
    );
    expect(iterations).toBe(3);
  });
});
