import { extname } from 'node:path';
import { InputError } from '@reprise/core/errors';
import { readInkFile } from '../files/inkFile.ts';
import { readLineImage } from '../image/readLineImage.ts';
import type { LineImage } from '../image/lineImage.ts';
import type { Ink } from '../ink.ts';

/** What a file holds that is to be read. */
export type Readable =
  | { readonly kind: 'ink'; readonly inks: readonly Ink[] }
  | { readonly kind: 'image'; readonly open: (height: number) => Promise<LineImage> };

const IMAGES = ['.png', '.jpg', '.jpeg', '.webp', '.tif', '.tiff', '.gif', '.avif'];

/**
 * Opens a file with handwriting: ink in any format that is known, or a picture of a line.
 * @throws InputError where it is neither
 */
export async function openHandwriting(path: string, warn: (message: string) => void): Promise<Readable> {
  if (IMAGES.includes(extname(path).toLowerCase())) {
    // Looked at once before any model is loaded, so that a bad picture is said at once.
    await readLineImage(path, { height: 32 });
    return { kind: 'image', open: (height) => readLineImage(path, { height }) };
  }
  return { kind: 'ink', inks: await readInkFile(path, { warn }) };
}

/** Characters by the names of their sets, or by themselves. @throws InputError for none */
export function parseCharacters(text: string): string[] {
  const named: Readonly<Record<string, string>> = {
    digits: '0123456789',
    upper: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
    lower: 'abcdefghijklmnopqrstuvwxyz',
  };
  const characters = [...new Set(named[text] ?? text)];
  if (characters.length > 0) return characters;
  throw new InputError('--one-of: expected digits, upper, lower, or the characters themselves, got none.');
}
