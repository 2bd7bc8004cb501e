import type { LoadedModel } from '../modelFolder.ts';
import { readImages } from '../imageReader/readImages.ts';
import { readInks, type InkReading, type ReadOptions } from '../reader/read.ts';
import { expectKind } from './expectKind.ts';
import type { Readable } from './readFile.ts';

/** Reads what was opened, by the model that it takes. @param load of a kind */
export async function readAll(
  opened: Readable,
  options: ReadOptions,
  load: (kind: 'reader' | 'imageReader') => Promise<LoadedModel>,
): Promise<InkReading[]> {
  if (opened.kind === 'ink') {
    const model = expectKind('read', await load('reader'), 'reader');
    return readInks(model, opened.inks, options);
  }
  const model = expectKind('read', await load('imageReader'), 'imageReader');
  return readImages(model, [await opened.open(model.settings.imageHeight)], options);
}
