import { readdir, readFile } from 'node:fs/promises';
import { basename, extname, join, sep } from 'node:path';
import { InputError } from '@reprise/core/errors';
import { splitOfName, type Split } from '@reprise/app/corpus';
import { counted, noPieces, type NamedPiece, type SplitPieces } from './splitPieces.ts';
import { some } from './duplicates.ts';
import { isSplit } from './splitFile.ts';

/** How files of a folder become pieces. */
export interface FolderForm<P> {
  /** with the dot, lower case */
  readonly extensions: readonly string[];
  /** @throws InputError of a file that holds none */
  readPieces(bytes: Uint8Array, path: string): readonly NamedPiece<P>[];
}

export interface FolderPieces<P> {
  readonly splits: SplitPieces<P>;
  readonly warnings: readonly string[];
}

/**
 * The pieces of a folder and the folders in it, in the order of their paths. What is in its folders `train`, `valid` and
 * `test` has that split; all else has the one of its name, see {@link splitOfName}. Files that cannot be read are left
 * out with a warning.
 *
 * @throws InputError if no file can be read
 */
export async function readPieceFolder<P>(folder: string, form: FolderForm<P>): Promise<FolderPieces<P>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile() && form.extensions.includes(extname(entry.name).toLowerCase()))
    .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, sep).length))
    .toSorted();
  const splits = noPieces<P>();
  const failures: string[] = [];
  for (const name of names) {
    try {
      const path = join(folder, name);
      for (const named of form.readPieces(await readFile(path), path))
        splits[splitOf(name, named)].push(named);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      failures.push(error.message);
    }
  }
  if (failures.length === names.length) {
    throw new InputError(
      `${folder}: expected pieces in files ${form.extensions.join(', ')}, ` +
        (names.length === 0 ? 'got none' : `got ${names.length} that cannot be read: ${some(failures)}`),
    );
  }
  const warnings =
    failures.length === 0
      ? []
      : [`${folder}: ${counted(failures.length, 'file')} of ${names.length} left out: ${some(failures)}`];
  return { splits, warnings };
}

function splitOf<P>(name: string, { id }: NamedPiece<P>): Split {
  const [top] = name.split(sep);
  return isSplit(top) && name !== top ? top : splitOfName(id);
}

/** A file's name without folder and extension. */
export function stemOf(path: string): string {
  return basename(path, extname(path));
}
