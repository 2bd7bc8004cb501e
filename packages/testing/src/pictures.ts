import { Resvg } from '@resvg/resvg-js';
import { DOMParser } from 'linkedom';

/** What tests ask of an element; the types of the document's own library want a browser. */
export interface SvgElement {
  readonly textContent: string;
  getAttribute(name: string): string | null;
  querySelector(selector: string): SvgElement | null;
  querySelectorAll(selector: string): Iterable<SvgElement>;
}

export function parseSvg(svg: string): SvgElement {
  return new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement;
}

export function textsOf(root: SvgElement, selector: string): string[] {
  return Array.from(root.querySelectorAll(selector), (element) => element.textContent);
}

export function sizeOf(svg: string): { width: number; height: number } {
  const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? [];
  return { width: Number(width), height: Number(height) };
}

export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Four bytes for each pixel, row by row: red, green, blue, opacity. */
  readonly rgba: Uint8Array;
}

/** What is in a PNG file. */
export function decodePng(png: Uint8Array): Pixels {
  const header = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const [width, height] = [header.getUint32(16), header.getUint32(20)];
  const data = Buffer.from(png).toString('base64');
  const image = new Resvg(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
      <image width="${width}" height="${height}" href="data:image/png;base64,${data}"/></svg>`,
  ).render();
  return { width, height, rgba: image.pixels };
}

/** How many pixels of a picture, or of the part of it that `isInside` tells, are not white. */
export function countInk(
  { width, height, rgba }: Pixels,
  isInside: (x: number, y: number) => boolean = () => true,
): number {
  let ink = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = 4 * (y * width + x);
      const isWhite = rgba[at] === 255 && rgba[at + 1] === 255 && rgba[at + 2] === 255;
      if (!isWhite && isInside(x, y)) ink += 1;
    }
  }
  return ink;
}

/**
 * Ink in the outer half of the sixteen pixels that pictures leave free: what reaches there may be cut off.
 * @param svgToPng makes a PNG of that many pixels
 */
export async function inkAtBorder(
  svg: string,
  svgToPng: (svg: string, options: { width: number }) => Promise<Uint8Array>,
): Promise<number> {
  const pixels = decodePng(await svgToPng(svg, { width: sizeOf(svg).width }));
  return countInk(pixels, (x, y) => Math.min(x, y, pixels.width - 1 - x, pixels.height - 1 - y) < 8);
}
