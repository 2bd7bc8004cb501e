import type { Rng } from '@reprise/engine';
import type { Stroke } from '../ink.ts';
import { augmentImage } from './augmentImage.ts';
import { marginOf, type GreyImage, type LineImage } from './lineImage.ts';
import { findLine, normaliseLine } from './normaliseLine.ts';
import { rasterise } from './rasterise.ts';
import { between, uniforms } from './uniforms.ts';
import { varyPressure } from './varyPressure.ts';

export interface RenderOptions {
  /** of the line, in pixels */
  readonly height: number;
  /** how far pens, paper and pictures differ, from 0, all the same, to 1, the default */
  readonly strength?: number | undefined;
}

/** Of a pen, as a part of the height of what it writes. */
const PEN = { usual: 0.055, least: 0.025, most: 0.12 };
/** How many pixels are drawn for one of the line, and how much paper is left around the ink. */
const DETAIL = { usual: 1.25, least: 0.8, most: 1.6 };
const PAPER = { usual: 0.15, least: 0.05, most: 0.35 };
const WIDENING = 0.1;

/**
 * Ink as a reader of pictures meets it: written with a pen of some width, on some paper, photographed, and normalised as
 * any picture is. The same key gives the same line. Where a picture came out so bad that no ink is found in it, the line
 * is that of strength 0.
 *
 * @throws RangeError without points
 */
export function renderLine(
  strokes: readonly Stroke[],
  rng: Rng,
  { height, strength = 1 }: RenderOptions,
): LineImage {
  return (
    findLine(photograph(strokes, rng, height, strength), height) ??
    normaliseLine(photograph(strokes, rng, height, 0), { height })
  );
}

function photograph(strokes: readonly Stroke[], rng: Rng, height: number, strength: number): GreyImage {
  const draw = uniforms(rng.fold('page'));
  const vary = ({ usual, least, most }: typeof PEN) => between(usual, between(least, most, draw()), strength);
  const pageHeight = height * vary(DETAIL);
  const margin = pageHeight * vary(PAPER);
  const drawn = rasterise(strokes, {
    height: Math.round(pageHeight + 2 * margin),
    penWidth: pageHeight * vary(PEN),
    margin: Math.max(marginOf(height), margin),
    widening: Math.exp(strength * between(-WIDENING, WIDENING, draw())),
    pressure: varyPressure(strokes, rng, strength),
  });
  return augmentImage(drawn, rng, strength);
}
