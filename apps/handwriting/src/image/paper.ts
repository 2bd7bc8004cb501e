import type { Rng } from '@reprise/engine';
import { between, uniforms } from './uniforms.ts';

/** Pixels from one knot of the texture to the next. */
const TEXTURE = 7;

/** What a sheet looks like before anybody writes on it. Brightness is from 0 to 255. */
export interface Paper {
  readonly brightness: number;
  /** how much brighter at the right, and at the bottom, than at the other side */
  readonly slope: readonly [x: number, y: number];
  /** how far blotches go from the brightness, at most */
  readonly texture: number;
  /** lines across, and with `squared` down as well */
  readonly ruling: Ruling | undefined;
}

interface Ruling {
  /** pixels */
  readonly spacing: number;
  readonly offset: number;
  readonly thickness: number;
  /** down over the whole width, pixels */
  readonly drop: number;
  /** how much of the paper's light a line takes, from 0 to 1 */
  readonly darkness: number;
  readonly squared: boolean;
}

/** @param strength from 0, white and even, to 1; `height` is the picture's, in pixels */
export function drawPaper(rng: Rng, strength: number, height: number): Paper {
  const draw = uniforms(rng.fold('paper'));
  const shade = draw() < 0.3 ? 0 : draw() ** 1.5;
  const tilt = strength * between(0, 60, draw() ** 2);
  const [slopeX, slopeY] = [between(-tilt, tilt, draw()), between(-tilt, tilt, draw()) / 2];
  const ruling = {
    spacing: Math.max(6, height * between(0.3, 1.1, draw())),
    offset: draw(),
    thickness: between(0.5, 1.3, draw()),
    drop: between(-2, 2, draw()),
    darkness: between(0.05, 0.35, draw()),
    squared: draw() < 0.25,
  };
  const isRuled = draw() < 0.25 * strength;
  return {
    brightness: 255 - strength * 130 * shade,
    slope: [slopeX, slopeY],
    texture: strength * between(0, 10, draw() ** 2),
    ruling: isRuled ? ruling : undefined,
  };
}

/** The sheet as brightness, row by row, not yet cut off at white. */
export function paintPaper(paper: Paper, rng: Rng, width: number, height: number): Float32Array {
  const page = new Float32Array(width * height);
  const columns = Math.ceil(width / TEXTURE) + 2;
  const rows = Math.ceil(height / TEXTURE) + 2;
  const knots = rng.fold('texture').words(rows * columns);
  const [slopeX, slopeY] = [paper.slope[0] / width, paper.slope[1] / height];
  const amplitude = paper.texture / 2 ** 31;
  const line = new Float32Array(columns);
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y / TEXTURE);
    const part = y / TEXTURE - row;
    for (let at = 0; at < columns; at++) {
      const above = knots[row * columns + at] as number;
      const below = knots[(row + 1) * columns + at] as number;
      line[at] = (above + part * (below - above)) * amplitude - paper.texture;
    }
    const start = paper.brightness + slopeY * (y - height / 2) - (slopeX * width) / 2;
    for (let x = 0; x < width; x++) {
      const column = Math.floor(x / TEXTURE);
      const before = line[column] as number;
      const after = line[column + 1] as number;
      page[y * width + x] = start + slopeX * x + before + (x / TEXTURE - column) * (after - before);
    }
  }
  if (paper.ruling !== undefined) rule(page, width, height, paper.ruling);
  return page;
}

function rule(page: Float32Array, width: number, height: number, ruling: Ruling): void {
  const { spacing, offset, drop, squared } = ruling;
  const slope = drop / width;
  for (let middle = offset * spacing; middle < height; middle += spacing) {
    for (let x = 0; x < width; x++) darken(page, x, width, height, middle + slope * x, ruling);
  }
  if (!squared) return;
  for (let middle = offset * spacing; middle < width; middle += spacing) {
    for (let y = 0; y < height; y++) darken(page, y * width, 1, width, middle - slope * y, ruling);
  }
}

/** Crosses a row or a column of pixels, `step` apart from `start`, with a line around `middle`. */
function darken(
  page: Float32Array,
  start: number,
  step: number,
  count: number,
  middle: number,
  { thickness, darkness }: Ruling,
): void {
  const [from, to] = [middle - thickness / 2, middle + thickness / 2];
  for (let at = Math.max(0, Math.floor(from)); at < Math.min(count, to); at++) {
    const covered = Math.min(at + 1, to) - Math.max(at, from);
    page[start + at * step] = (page[start + at * step] as number) * (1 - darkness * covered);
  }
}
