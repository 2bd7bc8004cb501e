import { extname } from 'node:path';
import { writePicture } from '@reprise/app/pictures';
import { writeWhole } from '@reprise/app/textFile';
import { InputError } from '@reprise/core/errors';
import { writeInkFile } from '../files/inkFile.ts';
import { writeSvg } from '../files/writeSvg.ts';
import type { Ink } from '../ink.ts';
import { animateSvg } from '../render/animateSvg.ts';

export interface SaveOptions {
  /** as SVG: writes itself, in the pen's own time */
  readonly animate?: boolean | undefined;
  /** of JSON: all that is known (by default), or the strokes alone */
  readonly json?: 'ink' | 'stroke-3' | 'stroke-5' | undefined;
  /** in the unit of the ink */
  readonly penWidth?: number | undefined;
}

/** Endings of files that ink is saved as. */
const ENDINGS = ['.svg', '.png', '.json', '.inkml', '.xml'];

/** @throws InputError for a file of another ending, and for an animation that is no SVG */
export function checkInkPath(path: string, { animate = false }: SaveOptions = {}): void {
  const ending = extname(path).toLowerCase();
  if (!ENDINGS.includes(ending)) {
    throw new InputError(
      `--out: expected a file ending in ${ENDINGS.join(', ')}, got ${JSON.stringify(path)}.`,
    );
  }
  if (animate && ending !== '.svg')
    throw new InputError(`--animate: expected --out to end in .svg, got ${JSON.stringify(path)}.`);
}

/** Saves inks by the ending of `path`, whole or not at all. @throws InputError as {@link checkInkPath} does */
export async function saveInk(path: string, inks: readonly Ink[], options: SaveOptions = {}): Promise<void> {
  checkInkPath(path, options);
  const { animate = false, json, penWidth } = options;
  if (animate) {
    await writeWhole(path, animateSvg(inks, { penWidth }), `the picture ${path}`);
    return;
  }
  if (extname(path).toLowerCase() === '.png') {
    await writePicture(path, onPaper(writeSvg(inks, { penWidth })));
    return;
  }
  await writeInkFile(path, inks, { json, penWidth });
}

/** A PNG is looked at by itself: on white, and of a size. */
function onPaper(svg: string): string {
  const view = /viewBox="([^"]+)"/u.exec(svg)?.[1]?.split(' ').map(Number) ?? [];
  const [left = 0, top = 0, width = 1, height = 1] = view;
  const paper = `<rect x="${left}" y="${top}" width="${width}" height="${height}" fill="#fff"/>`;
  return svg.replace(/(<svg[^>]*)>/u, `$1 width="${width}" height="${height}">${paper}`);
}
