import type { Rng } from '@reprise/engine';
import type { Stroke } from '../ink.ts';
import type { Pressure } from './rasterise.ts';
import { between, uniforms } from './uniforms.ts';

/** Points from one drawn pressure to the next; between them it changes evenly. */
const SPACING = 6;
/** Thinner or fainter, and ink breaks up; broader, and letters close. */
const WIDTH = { least: 0.55, most: 1.6 };
const FAINTEST = 0.4;

/**
 * A pen held by some hand: it presses now more, now less; where it runs fast it leaves less ink; and a broad nib, which
 * some have, draws thin lines in one direction and thick ones across.
 *
 * @param strength from 0, a pen of one width, to 1
 */
export function varyPressure(strokes: readonly Stroke[], rng: Rng, strength: number): Pressure[] {
  const draw = uniforms(rng.fold('pen'));
  const sway = strength * between(0, 0.35, draw());
  const fading = strength * between(0, 0.6, draw() ** 2);
  const hurry = strength * between(0, 0.3, draw());
  const nib = strength * Math.max(0, between(-1, 0.6, draw()));
  const nibAngle = Math.PI * between(0.1, 0.4, draw());
  const points = strokes.reduce((sum, { x }) => sum + x.length, 0);
  const knots = rng.fold('pressure').words(2 * (Math.ceil(points / SPACING) + 2));
  const pace = meanStep(strokes);

  let time = 0;
  return strokes.map(({ x, y }) => {
    const width = new Float32Array(x.length);
    const darkness = new Float32Array(x.length);
    for (let at = 0; at < x.length; at++, time++) {
      const back = Math.max(0, at - 1);
      const [dx, dy] = [(x[at] as number) - (x[back] as number), (y[at] as number) - (y[back] as number)];
      const step = Math.hypot(dx, dy);
      const speed = pace === 0 ? 0 : Math.min(2, step / pace) - 1;
      // A nib held at an angle leaves its full breadth across that angle.
      const edge = nib === 0 || step === 0 ? 0 : Math.abs(Math.cos(Math.atan2(dy, dx) + nibAngle));
      const factor = 1 + sway * wave(knots, time, 0) - hurry * speed - nib * edge;
      width[at] = Math.min(WIDTH.most, Math.max(WIDTH.least, factor));
      darkness[at] = Math.max(FAINTEST, 1 - fading * (0.5 + 0.5 * wave(knots, time, 1)));
    }
    return { width, darkness };
  });
}

/** From -1 to 1, changing slowly. */
function wave(knots: Uint32Array, time: number, kind: 0 | 1): number {
  const at = Math.floor(time / SPACING);
  const [before, after] = [knots[2 * at + kind] as number, knots[2 * at + 2 + kind] as number];
  return between(before, after, time / SPACING - at) / 2 ** 31 - 1;
}

function meanStep(strokes: readonly Stroke[]): number {
  let [length, steps] = [0, 0];
  for (const { x, y } of strokes) {
    for (let at = 1; at < x.length; at++, steps++) {
      length += Math.hypot(
        (x[at] as number) - (x[at - 1] as number),
        (y[at] as number) - (y[at - 1] as number),
      );
    }
  }
  return steps === 0 ? 0 : length / steps;
}
