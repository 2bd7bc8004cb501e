import type { Rng } from '@reprise/engine';
import { normals, uniforms } from './drawStreams.ts';

/** Draws from gamma distributions of scale 1 (Marsaglia and Tsang 2000); each call takes a shape above 0. */
export function gammaSampler(rng: Rng): (shape: number) => number {
  const normal = normals(rng);
  const uniform = uniforms(rng);

  return function draw(shape: number): number {
    // Below 1 the method does not hold; a power of a uniform number leads back from shape + 1 to shape.
    if (shape < 1) return draw(shape + 1) * uniform() ** (1 / shape);
    const d = shape - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = normal();
      const v = (1 + c * x) ** 3;
      if (v > 0 && Math.log(uniform()) < 0.5 * x * x + d * (1 - v + Math.log(v))) return d * v;
    }
  };
}
