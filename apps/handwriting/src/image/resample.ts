/** Numbers in rows. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
}

/** A part of a raster; it may reach beyond, where the raster counts as 0. */
export interface Region {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * A region of a raster in another size: linear between the middles of pixels when it grows; when it shrinks, each new
 * pixel weighs all that it covers by a triangle, so that thin lines become faint and none is lost.
 */
export function resample(raster: Raster, region: Region, width: number, height: number): Raster {
  const columns = taps(region.left, region.width, width, raster.width);
  const rows = taps(region.top, region.height, height, raster.height);
  const firstRow = rows.reduce((least, { first }) => Math.min(least, first), raster.height);
  const lastRow = rows.reduce((most, { first, weights }) => Math.max(most, first + weights.length), 0);
  const narrow = new Float32Array(width * Math.max(0, lastRow - firstRow));
  for (let x = 0; x < width; x++) {
    const { first, weights } = columns[x] as Taps;
    for (let y = firstRow; y < lastRow; y++) {
      const start = y * raster.width + first;
      let sum = 0;
      for (let tap = 0; tap < weights.length; tap++) {
        sum += (weights[tap] as number) * (raster.values[start + tap] as number);
      }
      narrow[(y - firstRow) * width + x] = sum;
    }
  }
  const values = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    const { first, weights } = rows[y] as Taps;
    for (let tap = 0; tap < weights.length; tap++) {
      const weight = weights[tap] as number;
      const start = (first + tap - firstRow) * width;
      for (let x = 0; x < width; x++)
        values[y * width + x] = (values[y * width + x] as number) + weight * (narrow[start + x] as number);
    }
  }
  return { width, height, values };
}

/** What old pixels a new one is made of, from `first` on; none where it lies outside. */
interface Taps {
  readonly first: number;
  readonly weights: Float32Array;
}

function taps(start: number, length: number, count: number, size: number): Taps[] {
  const step = length / count;
  const reach = Math.max(1, step);
  return Array.from({ length: count }, (_, index): Taps => {
    const middle = start + (index + 0.5) * step - 0.5;
    const from = Math.ceil(middle - reach);
    const to = Math.floor(middle + reach);
    const first = Math.min(size, Math.max(0, from));
    const weights = new Float32Array(Math.max(0, Math.min(size - 1, to) - first + 1));
    let total = 0;
    for (let at = from; at <= to; at++) {
      const weight = 1 - Math.abs(at - middle) / reach;
      total += weight;
      if (at >= first && at - first < weights.length) weights[at - first] = weight;
    }
    for (let tap = 0; tap < weights.length; tap++) weights[tap] = (weights[tap] as number) / total;
    return { first, weights };
  });
}
