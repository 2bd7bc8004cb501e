import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { readAbc } from '../files/readAbc.ts';
import { readMidi } from '../files/readMidi.ts';
import { decodeText } from '../files/textBytes.ts';
import type { Melody } from '../melody/melody.ts';
import { noPieces, type NamedPiece } from './splitPieces.ts';
import { melodyOf } from './melodyOf.ts';
import { splitOfName } from '@reprise/app/corpus';
import { readPieceFolder, stemOf, type FolderPieces } from './pieceFolder.ts';

const ABC_EXTENSION = '.abc';
const MIDI_EXTENSIONS = ['.mid', '.midi'];

/** The tunes of the ABC and MIDI files of a folder. */
export function readMelodyFolder(folder: string): Promise<FolderPieces<Melody>> {
  return readPieceFolder(folder, {
    extensions: [ABC_EXTENSION, ...MIDI_EXTENSIONS],
    readPieces(bytes, path) {
      if (extname(path).toLowerCase() === ABC_EXTENSION) return readTunes(bytes, path);
      const id = stemOf(path);
      return [{ id, piece: melodyOf(readMidi(bytes, path), id, path) }];
    },
  });
}

/** The tunes of an ABC file, split by their titles. @throws InputError of one that cannot be read, with its line */
export async function readTuneFile(path: string): Promise<FolderPieces<Melody>> {
  const splits = noPieces<Melody>();
  for (const tune of readTunes(await readFile(path), path)) splits[splitOfName(tune.id)].push(tune);
  return { splits, warnings: [] };
}

/** A tune is called by its title, or by its file and number. */
function readTunes(bytes: Uint8Array, path: string): NamedPiece<Melody>[] {
  return readAbc(decodeText(bytes), path).map((score, index) => {
    const id = score.title ?? `${stemOf(path)} ${index + 1}`;
    return { id, piece: melodyOf(score, id, path) };
  });
}
