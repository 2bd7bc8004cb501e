import type { Rng } from '@reprise/engine';
import type { Stroke } from '../ink.ts';
import { transform } from './geometry.ts';

/**
 * The same writing as by another hand on another day: turned, sheared, stretched, its strokes a little out of place and
 * its lines bent by a slow wave. Ink is expected as `normalise` gives it, about 1 high.
 *
 * @param strength 1 is as people differ; 0 changes nothing
 */
export function augment(strokes: readonly Stroke[], rng: Rng, strength = 1): Stroke[] {
  if (strength === 0) return [...strokes];
  const draws = rng.fold('hand').normalValues(10);
  const draw = (index: number): number => strength * Math.max(-2.5, Math.min(2.5, draws[index] as number));
  const turn = 0.04 * draw(0);
  const shear = 0.2 * draw(1);
  const [wide, high] = [Math.exp(0.15 * draw(2)), Math.exp(0.1 * draw(3))];
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  // Stretched, sheared along x, then turned.
  const sheared = transform(strokes, [
    cos * wide,
    sin * wide,
    cos * shear * high - sin * high,
    sin * shear * high + cos * high,
    0,
    0,
  ]);
  const wave = { size: 0.03 * draw(4), rate: 2 + draw(5), phase: 2 * Math.PI * draw(6) };
  const wobble = { size: 0.03 * draw(7), rate: 2 + draw(8), phase: 2 * Math.PI * draw(9) };
  const offsets = rng.fold('strokes').normalValues(2 * strokes.length);
  return sheared.map(({ x, y, t }, stroke) => {
    const moveX = 0.025 * strength * (offsets[2 * stroke] as number);
    const moveY = 0.025 * strength * (offsets[2 * stroke + 1] as number);
    return {
      x: x.map(
        (at, index) =>
          at + moveX + wave.size * Math.sin(wave.rate * (y[index] as number) * 3 + wave.phase + at),
      ),
      y: y.map(
        (at, index) => at + moveY + wobble.size * Math.sin(wobble.rate * (x[index] as number) + wobble.phase),
      ),
      t,
    };
  });
}
