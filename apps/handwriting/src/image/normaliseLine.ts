import { InputError } from '@reprise/core/errors';
import { findInk, type InkBox } from './inkBox.ts';
import { inkLevels } from './inkLevels.ts';
import { marginOf, MOST_ASPECT, type GreyImage, type LineImage } from './lineImage.ts';
import { takePaper, type InkOverPaper } from './paperOf.ts';
import { resample, type Raster, type Region } from './resample.ts';

export interface NormaliseOptions {
  /** of the line, in pixels */
  readonly height: number;
  /** what messages call the picture */
  readonly name?: string | undefined;
}

/** Ink differs from its paper by so many of 255 levels at least, and by so many times the noise. */
const LEAST_CONTRAST = { levels: 16, noise: 4.5 };
/** Where a pixel counts as ink, as a part of the ink's level. */
const INK_FROM = 0.45;
/** A line of text is at least so many times as high as its pen is thick: a dot or a dash fills no line. */
const LEAST_HEIGHT = 6;
const MOST_GAIN = 4;

/**
 * What a network is given of a picture of one line: the paper with its shades taken off, ink 255 whatever its colour,
 * light ink on dark ground turned over, cropped to the ink, and scaled to the height with a margin of `marginOf`. Specks
 * stay but are not cropped to. The drawings of a training go through here, as the pictures of a user do.
 *
 * @throws InputError where no ink is found
 */
export function normaliseLine(
  grey: GreyImage,
  { height, name = 'the picture' }: NormaliseOptions,
): LineImage {
  const line = findLine(grey, height);
  if (line !== undefined) return line;
  throw new InputError(
    `${name}: found no ink: expected a line of handwriting that stands out from its paper, got ${grey.width} by ${grey.height} pixels of nearly one shade; write darker, or photograph it in better light`,
  );
}

/** As `normaliseLine`; undefined where no ink is found. */
export function findLine(grey: GreyImage, height: number): LineImage | undefined {
  const page = takePaper(grey);
  const levels = inkLevels(page.contrast, page.noise);
  const least = Math.max(LEAST_CONTRAST.levels, LEAST_CONTRAST.noise * page.noise);
  if (levels === undefined || levels.ink < least) return undefined;
  const box = boxOf(page, Math.max(3 * page.noise, INK_FROM * levels.ink));
  if (box === undefined) return undefined;
  const { region, width } = frame(box, height);
  const scaled = resample(stretched(page, levels.paper, levels.ink), region, width, height);
  return { width, height, pixels: darkened(scaled) };
}

function boxOf({ contrast, width }: InkOverPaper, threshold: number): InkBox | undefined {
  const isInk = new Uint8Array(contrast.length);
  for (let at = 0; at < isInk.length; at++) isInk[at] = (contrast[at] as number) > threshold ? 1 : 0;
  return findInk(isInk, width);
}

/** What part of the picture becomes the line, with its margins, and how wide it will be. */
function frame(box: InkBox, height: number): { region: Region; width: number } {
  const [inkWidth, inkHeight] = [box.right - box.left, box.bottom - box.top];
  const margin = marginOf(height);
  const room = height - 2 * margin;
  const lineHeight = Math.max(
    inkHeight,
    LEAST_HEIGHT * box.thickness,
    (inkWidth * room) / (MOST_ASPECT * height - 2 * margin),
  );
  const scale = room / lineHeight;
  const width = Math.ceil(inkWidth * scale - 1e-9) + 2 * margin;
  return {
    region: {
      left: (box.left + box.right - width / scale) / 2,
      top: (box.top + box.bottom - height / scale) / 2,
      width: width / scale,
      height: height / scale,
    },
    width,
  };
}

/** Contrasts from 0, paper, to 255, ink. */
function stretched({ width, height, contrast }: InkOverPaper, paper: number, ink: number): Raster {
  const values = new Float32Array(contrast.length);
  const range = ink - paper;
  for (let at = 0; at < values.length; at++) {
    values[at] = Math.min(255, Math.max(0, (255 * ((contrast[at] as number) - paper)) / range));
  }
  return { width, height, values };
}

/** Lines that were made thinner than a pixel are faint: what is ink is made as dark as ink again. */
function darkened({ values }: Raster): Uint8Array {
  const gain = Math.min(MOST_GAIN, Math.max(1, 255 / (inkLevels(values, 0)?.ink ?? 255)));
  const pixels = new Uint8Array(values.length);
  for (let at = 0; at < pixels.length; at++) {
    pixels[at] = Math.min(255, gain * (values[at] as number) + 0.5);
  }
  return pixels;
}
