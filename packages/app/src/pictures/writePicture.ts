import { createRequire } from 'node:module';
import { extname } from 'node:path';
import { InputError } from '@reprise/core/errors';
import { writeWhole } from '../wholeFile.ts';

/** The kind of picture that a path asks for, by its extension. @throws InputError for another extension. */
export function pictureFormat(path: string): 'svg' | 'png' {
  const extension = extname(path).toLowerCase();
  if (extension === '.svg') return 'svg';
  if (extension === '.png') return 'png';
  throw new InputError(`a picture is a file ending in .svg or .png, got ${JSON.stringify(path)}`);
}

/**
 * Writes a picture, as SVG or PNG by the extension of `path`, whole or not at all.
 *
 * @throws InputError for another extension, or if the file cannot be written.
 */
export async function writePicture(path: string, svg: string): Promise<void> {
  const content = pictureFormat(path) === 'svg' ? svg : await svgToPng(svg);
  await writeWhole(path, content, `the picture ${path}`);
}

export interface PngOptions {
  /** Pixels; without it, two for each of the SVG's, for sharp text on any screen. */
  readonly width?: number;
}

/**
 * The SVG as a PNG file, the same bytes on every machine: text is set in the DejaVu Sans that comes with
 * this package, never in a font of the machine. It has Latin, Greek, Cyrillic, Hebrew and Arabic letters;
 * characters that it lacks, such as Chinese ones, become boxes, so keep the SVG for those.
 *
 * @throws InputError if `width` is not a whole number from 1 to 20,000.
 */
export async function svgToPng(svg: string, { width }: PngOptions = {}): Promise<Uint8Array> {
  if (width !== undefined && !(Number.isInteger(width) && width >= 1 && width <= 20_000)) {
    throw new InputError(`the width of a picture is a whole number of pixels from 1 to 20000, got ${width}`);
  }
  const { Resvg } = await import('@resvg/resvg-js');
  const require = createRequire(import.meta.url);
  const picture = new Resvg(svg, {
    font: {
      loadSystemFonts: false,
      fontFiles: [
        require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'),
        require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf'),
      ],
      defaultFontFamily: 'DejaVu Sans',
      sansSerifFamily: 'DejaVu Sans',
    },
    fitTo: width === undefined ? { mode: 'zoom', value: 2 } : { mode: 'width', value: width },
    background: 'white',
  });
  return picture.render().asPng();
}
