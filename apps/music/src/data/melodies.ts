import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { readLines } from '@reprise/app/textFile';
import type { Melody } from '../melody/melody.ts';
import { REST } from '../score.ts';
import type { Corpus } from '@reprise/app/corpus';
import { mapPieces, type SplitPieces } from './splitPieces.ts';
import { makeCorpus, type CorpusOptions, type PieceKind } from './makeCorpus.ts';
import { readMelodyLines } from './melodyLines.ts';
import { isSplitFile } from './splitFile.ts';

const KIND: PieceKind<Melody> = {
  keyOf: ({ notes }) => {
    const lowest = notes.reduce((low, { pitch }) => (pitch === REST ? low : Math.min(low, pitch)), Infinity);
    return notes
      .map(({ pitch, duration }) => `${pitch === REST ? REST : pitch - lowest}:${duration}`)
      .join('|');
  },
  melodyOf: ({ notes }) => notes.map(({ pitch }) => pitch),
  unit: 'notes',
  lengthOf: ({ notes }) => notes.length,
};

/**
 * Reads tunes: lines of JSON `{"id": …, "split": …, "notes": [[MIDI number or 0 for a rest, quarter notes], …]}`, plain or
 * gzip, as ceol-rince-melodies.ndjson.gz; or an ABC file; or a folder of ABC and MIDI files; or a JSON file of chorales
 * as `loadChorales` reads it, of which the soprano is the tune and the voices below it give the chords. A tune without a
 * split has the one of its name, see `splitOfName`.
 *
 * @throws InputError of what has none of these forms, with file, line and note; of a tune in two splits, in the same key
 *   or another, unless `duplicates` is `drop`
 */
export async function loadMelodies(path: string, options: CorpusOptions = {}): Promise<Corpus<Melody>> {
  return makeCorpus(path, await read(path), KIND, options, chordFacts);
}

async function read(path: string): Promise<{ splits: SplitPieces<Melody>; warnings: readonly string[] }> {
  const stats = await stat(path).catch(() => undefined);
  // Readers of music files are loaded where they are needed: the JSON form wants none of them.
  const files = () => import('./melodyFiles.ts');
  if (stats?.isDirectory() === true) return (await files()).readMelodyFolder(path);
  if (stats !== undefined && extname(path).toLowerCase() === '.abc')
    return (await files()).readTuneFile(path);
  const lines = await readLines(path);
  return isSplitFile(lines) ? readChorales(path) : readMelodyLines(lines, path);
}

async function readChorales(path: string) {
  const { readChoraleFile } = await import('./chorales.ts');
  const { choraleMelody } = await import('./choraleMelody.ts');
  const { splits, warnings } = await readChoraleFile(path);
  return { splits: mapPieces(splits, choraleMelody), warnings };
}

function chordFacts(splits: SplitPieces<Melody>): string[] {
  const tunes = Object.values(splits).flat();
  const withChords = tunes.filter(({ piece }) => (piece.chords?.length ?? 0) > 0).length;
  return withChords === 0 ? [] : [`${withChords} of ${tunes.length} with chords`];
}
