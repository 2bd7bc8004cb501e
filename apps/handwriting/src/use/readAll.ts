import type { LoadedOf } from '../modelFolder.ts';
import { readImages } from '../imageReader/readImages.ts';
import { readInks, type InkReading, type ReadOptions } from '../reader/read.ts';
import type { Readable } from './readFile.ts';

/** Reads what was opened, by the model that it takes. @param load of a kind */
export async function readAll(
  opened: Readable,
  options: ReadOptions,
  load: <K extends 'reader' | 'imageReader'>(kind: K) => Promise<LoadedOf<K>>,
): Promise<InkReading[]> {
  if (opened.kind === 'ink') {
    return readInks(await load('reader'), opened.inks, options);
  }
  const model = await load('imageReader');
  return readImages(model, [await opened.open(model.settings.imageHeight)], options);
}
