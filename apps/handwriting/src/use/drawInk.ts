import { InputError } from '@reprise/core/errors';
import { drawInks } from '../draw/draw.ts';
import { finishDrawing } from '../draw/finishDrawing.ts';
import { fitToDrawer } from '../draw/fitToDrawer.ts';
import { interpolate } from '../draw/interpolate.ts';
import { readInkFile } from '../files/inkFile.ts';
import type { Ink } from '../ink.ts';
import type { LoadedDrawer } from '../modelFolder.ts';
import { arrange } from './sheet.ts';

export interface DrawingFlags {
  readonly count: number;
  readonly start?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly temperature?: number | undefined;
  readonly seed: number;
}

/**
 * Reads what a drawing takes, so that what is wrong with it is said before a model is loaded.
 * @returns how to draw it: a sheet of drawings
 */
export async function prepareDrawing(
  { count, start, from, to, temperature, seed }: DrawingFlags,
  tell: (line: string) => void,
): Promise<(model: LoadedDrawer) => Promise<Ink[]>> {
  if ((from === undefined) !== (to === undefined))
    throw new InputError(
      `draw: expected --from and --to, got --${from === undefined ? 'to' : 'from'} alone.`,
    );
  if (start !== undefined && from !== undefined)
    throw new InputError('draw: expected --start, or --from and --to, got all of them.');
  const read = async (path: string): Promise<Ink> => {
    const [ink, ...rest] = await readInkFile(path, { warn: tell });
    if (rest.length > 0) tell(`${path}: of ${rest.length + 1} drawings the first is taken`);
    return ink as Ink;
  };
  const started = start === undefined ? undefined : await read(start);
  const ends = from === undefined || to === undefined ? undefined : [await read(from), await read(to)];
  return async (model) => {
    const options = { temperature, seed };
    if (ends) {
      const [first, last] = ends.map((ink) => fitToDrawer(model, ink)) as [Ink, Ink];
      return arrange(await interpolate(model, first, last, { ...options, steps: Math.max(2, count) }), count);
    }
    return arrange(
      started
        ? await finishDrawing(model, fitToDrawer(model, started), { ...options, count })
        : await drawInks(model, { ...options, count }),
    );
  };
}
