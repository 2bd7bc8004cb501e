import type { GreyImage } from './lineImage.ts';

/** What stands out from the paper, and how much of that the paper does by itself. */
export interface InkOverPaper {
  readonly width: number;
  readonly height: number;
  /** how many levels of brightness a pixel differs from the paper around it, towards the ink; below 0 on its other side */
  readonly contrast: Float32Array;
  /** standard deviation of the picture's noise, in levels */
  readonly noise: number;
}

/** Sides of the tiles that have a brightness of their own: shades are larger than letters are broad. */
const SMALLEST_TILE = 24;
/** Of a tile's pixels in order of brightness, from the ink's side: ink may fill a tile up to there. */
const PAPER_RANK = 0.65;

/**
 * Takes the paper, with its shades, from a picture of a line. Whether the ink is the dark or the light is seen by how
 * pixels lie about the middle of their tile: paper lies close on both sides, ink far off on one.
 */
export function takePaper({ width, height, pixels }: GreyImage): InkOverPaper {
  const side = Math.max(SMALLEST_TILE, Math.ceil(height / 2));
  const columns = Math.max(1, Math.round(width / side));
  const rows = Math.max(1, Math.round(height / side));
  const histograms = Array.from({ length: rows * columns }, () => new Uint32Array(256));
  for (let y = 0; y < height; y++) {
    const row = Math.floor((y * rows) / height) * columns;
    for (let column = 0; column < columns; column++) {
      const histogram = histograms[row + column] as Uint32Array;
      const end = y * width + Math.ceil(((column + 1) * width) / columns);
      for (let at = y * width + Math.ceil((column * width) / columns); at < end; at++) {
        histogram[pixels[at] as number] = (histogram[pixels[at] as number] as number) + 1;
      }
    }
  }
  const isDarkInk = histograms.reduce((sum, histogram) => sum + skewOf(histogram), 0) <= 0;
  const rank = isDarkInk ? PAPER_RANK : 1 - PAPER_RANK;
  const tiles = Float32Array.from(histograms, (histogram) => rankOf(histogram, rank));
  const contrast = paint(tiles, columns, rows, width, height);
  const sign = isDarkInk ? 1 : -1;
  for (let at = 0; at < contrast.length; at++) {
    contrast[at] = sign * ((contrast[at] as number) - (pixels[at] as number));
  }
  return { width, height, contrast, noise: noiseOf({ width, height, pixels }) };
}

/** The value that a part of all counted values does not exceed. */
export function rankOf(histogram: Uint32Array, part: number): number {
  let total = 0;
  for (let value = 0; value < histogram.length; value++) total += histogram[value] as number;
  const wanted = part * total;
  let below = 0;
  for (let value = 0; value < histogram.length; value++) {
    below += histogram[value] as number;
    if (below > 0 && below >= wanted) return value;
  }
  return histogram.length - 1;
}

/** Third moment about the median, not divided by anything. */
function skewOf(histogram: Uint32Array): number {
  const median = rankOf(histogram, 0.5);
  let skew = 0;
  for (let value = 0; value < histogram.length; value++) {
    const away = value - median;
    skew += (histogram[value] as number) * away * away * away;
  }
  return skew;
}

/** Values of tiles laid evenly over a picture, with smooth passages between their middles. */
function paint(
  tiles: Float32Array,
  columns: number,
  rows: number,
  width: number,
  height: number,
): Float32Array {
  const page = new Float32Array(width * height);
  const line = new Float32Array(columns);
  const across = passages(width, columns);
  const down = passages(height, rows);
  for (let y = 0; y < height; y++) {
    const above = (down.before[y] as number) * columns;
    const below = (down.after[y] as number) * columns;
    for (let column = 0; column < columns; column++) {
      const upper = tiles[above + column] as number;
      line[column] = upper + (down.part[y] as number) * ((tiles[below + column] as number) - upper);
    }
    for (let x = 0; x < width; x++) {
      const left = line[across.before[x] as number] as number;
      const right = line[across.after[x] as number] as number;
      page[y * width + x] = left + (across.part[x] as number) * (right - left);
    }
  }
  return page;
}

/** Between the middles of which two tiles each pixel of a row or a column lies, and how far on. */
function passages(pixels: number, tiles: number) {
  const before = new Uint32Array(pixels);
  const after = new Uint32Array(pixels);
  const part = new Float32Array(pixels);
  for (let pixel = 0; pixel < pixels; pixel++) {
    const place = Math.min(tiles - 1, Math.max(0, ((pixel + 0.5) * tiles) / pixels - 0.5));
    before[pixel] = place;
    after[pixel] = Math.min(tiles - 1, Math.floor(place) + 1);
    part[pixel] = place - Math.floor(place);
  }
  return { before, after, part };
}

/** Half of all neighbours in a row differ by less than their noise makes them, for most of them are paper. */
function noiseOf({ width, height, pixels }: GreyImage): number {
  const differences = new Uint32Array(256);
  for (let y = 0; y < height; y++) {
    for (let at = y * width + 1; at < (y + 1) * width; at++) {
      differences[Math.abs((pixels[at] as number) - (pixels[at - 1] as number))] =
        (differences[Math.abs((pixels[at] as number) - (pixels[at - 1] as number))] as number) + 1;
    }
  }
  // Median of |a - b| of two normal numbers, in standard deviations of one.
  return rankOf(differences, 0.5) / (0.6745 * Math.SQRT2);
}
