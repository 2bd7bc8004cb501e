import { readFile } from 'node:fs/promises';
import { InputError } from '@reprise/core/errors';
import type { GreyImage, LineImage } from './lineImage.ts';
import { normaliseLine } from './normaliseLine.ts';

export interface ReadLineImageOptions {
  /** of the line, in pixels */
  readonly height: number;
  /** what messages call the picture, where it is given as bytes */
  readonly name?: string | undefined;
}

/** What a file may hold at most; more than any camera gives. */
const MOST_BYTES = 64 * 2 ** 20;
const MOST_PIXELS = 100e6;
/** A side of what is looked at; larger pictures are made smaller first. */
const LARGEST_SIDE = { width: 4096, height: 1024 };
const SMALLEST_SIDE = 3;

/**
 * Reads a picture of one line of handwriting: PNG, JPEG, WebP, GIF, TIFF, AVIF, the first page of several. It is turned
 * as its EXIF orientation says and laid on white where it is transparent; for the rest see `normaliseLine`.
 *
 * @param from a path, or the bytes of a file
 * @throws InputError where there is no such file, it is no picture, larger than 64 MiB or 100 million pixels, or holds no ink
 */
export async function readLineImage(
  from: string | Uint8Array,
  { height, name = typeof from === 'string' ? from : 'the picture' }: ReadLineImageOptions,
): Promise<LineImage> {
  const bytes = typeof from === 'string' ? await readBytes(from) : from;
  if (bytes.length > MOST_BYTES) {
    throw new InputError(
      `${name}: expected a picture of at most ${MOST_BYTES / 2 ** 20} MiB, got ${Math.ceil(bytes.length / 2 ** 20)} MiB: crop it to the line, or save it smaller`,
    );
  }
  return normaliseLine(await decodeGrey(bytes, name), { height, name });
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new InputError(`cannot read the picture ${path}: ${(error as Error).message}`, { cause: error });
  }
}

async function decodeGrey(bytes: Uint8Array, name: string): Promise<GreyImage> {
  const { default: sharp } = await import('sharp');
  // The limit is checked here, where a message can say it.
  const picture = await decoded(name, () => sharp(bytes, { limitInputPixels: false }));
  const { width, height } = await decoded(name, () => picture.metadata());
  if (width * height > MOST_PIXELS) {
    throw new InputError(
      `${name}: expected a picture of at most ${MOST_PIXELS / 1e6} million pixels, got ${width} by ${height}: crop it to the line, or save it smaller`,
    );
  }
  if (Math.min(width, height) < SMALLEST_SIDE) {
    throw new InputError(
      `${name}: expected a picture of at least ${SMALLEST_SIDE} by ${SMALLEST_SIDE} pixels, got ${width} by ${height}`,
    );
  }
  const { data, info } = await decoded(name, () =>
    picture
      .autoOrient()
      .flatten({ background: 'white' })
      .greyscale()
      .resize({ ...LARGEST_SIDE, fit: 'inside', withoutEnlargement: true })
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true }),
  );
  return { width: info.width, height: info.height, pixels: onlyFirst(data, info.channels) };
}

/** The first channel of pixels with several. */
function onlyFirst(data: Uint8Array, channels: number): Uint8Array {
  return channels === 1 ? data : data.filter((_, at) => at % channels === 0);
}

async function decoded<T>(name: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new InputError(
      `${name}: expected a picture (PNG, JPEG, WebP, GIF, TIFF or AVIF), got what cannot be decoded: ${(error as Error).message}`,
      { cause: error },
    );
  }
}
