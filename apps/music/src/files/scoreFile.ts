import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { writeWhole } from '@reprise/app/textFile';
import { InputError } from '@reprise/core/errors';
import type { Score } from '../score.ts';
import { decodeText } from './textBytes.ts';

type Format = 'midi' | 'abc' | 'json';

const FORMATS: Readonly<Record<string, Format>> = {
  '.mid': 'midi',
  '.midi': 'midi',
  '.abc': 'abc',
  '.json': 'json',
};

export interface ReadScoreOptions {
  /** of a file of several tunes: which, from 1, or its title */
  readonly tune?: number | string | undefined;
}

/**
 * Reads a piece of music: a MIDI file (.mid, .midi), ABC notation (.abc), or a score as JSON (.json).
 * @throws InputError of another extension, a file that cannot be read, or one of several tunes when none is chosen
 */
export async function readScoreFile(path: string, { tune }: ReadScoreOptions = {}): Promise<Score> {
  const format = formatOf(path, 'a piece of music to read is a file ending in .mid, .midi, .abc or .json');
  const bytes = await readBytes(path);
  // Each reader has a library of its own to load.
  switch (format) {
    case 'midi': {
      const { readMidi } = await import('./readMidi.ts');
      return readMidi(bytes, path);
    }
    case 'abc': {
      const { readAbc } = await import('./readAbc.ts');
      return chooseTune(readAbc(decodeText(bytes), path), tune, path);
    }
    case 'json': {
      const { scoreFromJson } = await import('./scoreJson.ts');
      return scoreFromJson(decodeText(bytes), path);
    }
  }
}

/**
 * Writes a piece of music as MIDI or JSON, by the extension of `path`, whole or not at all.
 * @throws InputError of another extension, a score that cannot be written, or a file that cannot
 */
export async function writeScoreFile(path: string, score: Score): Promise<void> {
  if (writtenFormat(path) === 'json') {
    const { scoreToJson } = await import('./scoreJson.ts');
    return writeWhole(path, scoreToJson(score), `the music ${path}`);
  }
  const { writeMidi } = await import('./writeMidi.ts');
  return writeWhole(path, writeMidi(score), `the music ${path}`);
}

/** The format of {@link writeScoreFile} by the extension of `path`. @throws InputError for one that is not written */
export function writtenFormat(path: string): 'midi' | 'json' {
  const format = formatOf(path, 'a piece of music to write is a file ending in .mid, .midi or .json');
  if (format !== 'abc') return format;
  throw new InputError(`ABC notation is read only: give ${JSON.stringify(path)} the ending .mid or .json`);
}

function formatOf(path: string, expected: string): Format {
  const format = FORMATS[extname(path).toLowerCase()];
  if (format === undefined) throw new InputError(`${expected}, got ${JSON.stringify(path)}`);
  return format;
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw new InputError(`${path}: no such file`, { cause: error });
    if (code === 'EISDIR') throw new InputError(`${path}: expected a file, got a folder`, { cause: error });
    throw new InputError(`${path}: cannot be read: ${message}`, { cause: error });
  }
}

function chooseTune(tunes: readonly Score[], wanted: number | string | undefined, path: string): Score {
  const [first] = tunes;
  if (wanted === undefined && tunes.length === 1 && first !== undefined) return first;
  const plain = String(wanted ?? '')
    .trim()
    .toLowerCase();
  const chosen = tunes.find(({ title }) => title?.toLowerCase() === plain) ?? tunes[Number(plain) - 1];
  if (wanted !== undefined && chosen !== undefined) return chosen;
  const titles = tunes.slice(0, 5).map(({ title }, index) => `${index + 1} ${title ?? 'without title'}`);
  throw new InputError(
    `${path}: expected the number or title of one of its ${tunes.length} tunes ` +
      `(${titles.join(', ')}${tunes.length > titles.length ? ', …' : ''}), got ${wanted === undefined ? 'none' : JSON.stringify(wanted)}`,
  );
}
