import { readLines } from '@reprise/app/textFile';
import { InputError, nearest } from '@reprise/core/errors';
import { REST } from '../score.ts';
import { SPLITS, type Split } from '@reprise/app/corpus';
import { noPieces, type SplitPieces } from './splitPieces.ts';

const FORM = '{"train": [pieces], "valid": [pieces], "test": [pieces]}';
const SHOWN = 60;
/** Of lists of steps. */
const BEGINNING = new RegExp(`^\\{\\s*"(${SPLITS.join('|')})"\\s*:\\s*\\[\\s*\\[`, 'u');

/** Reads a piece. @param place what messages call it, with its file. @throws InputError of what is none */
export type PieceReader<P> = (value: unknown, place: string, id: string) => P;

/**
 * The pieces of a JSON file, plain or gzip, that has a list of them for each split. `NaN`, which Python writes but JSON
 * has not, is read as null.
 *
 * @throws InputError naming file and piece
 */
export async function readSplitFile<P>(path: string, readPiece: PieceReader<P>): Promise<SplitPieces<P>> {
  const text = (await readLines(path)).join('\n');
  const value = parseJson(text.replace(/(?<=[[,\s])NaN(?=[\],\s])/g, 'null'), path);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InputError(`${path}: expected ${FORM}, got ${shown(value)}`);
  }
  const lists = Object.entries(value);
  if (!lists.some(([name]) => name === 'train')) {
    throw new InputError(
      `${path}: expected ${FORM}, got ${shown(lists.map(([name]) => name))} without train`,
    );
  }
  const splits = noPieces<P>();
  for (const [split, pieces] of lists) {
    if (!isSplit(split)) {
      const meant = nearest(split, SPLITS);
      throw new InputError(
        `${path}: expected the splits ${SPLITS.join(', ')}, got ${shown(split)}` +
          (meant === undefined ? '' : `; did you mean ${meant}?`),
      );
    }
    if (!Array.isArray(pieces)) {
      throw new InputError(`${path}, ${split}: expected a list of pieces, got ${shown(pieces)}`);
    }
    pieces.forEach((piece: unknown, index) => {
      const id = `${split}/${index}`;
      splits[split].push({ id, piece: readPiece(piece, `${path}, ${split} piece ${index} (from 0)`, id) });
    });
  }
  return splits;
}

/** Whether lines look like a file that {@link readSplitFile} reads, with pieces in it. */
export function isSplitFile(lines: readonly string[]): boolean {
  let beginning = '';
  for (const line of lines) {
    beginning += line.slice(0, SHOWN).trim();
    if (beginning.length >= SHOWN) break;
  }
  return BEGINNING.test(beginning);
}

export function isSplit(name: unknown): name is Split {
  return SPLITS.some((split) => split === name);
}

/** @throws InputError of text that is no JSON */
export function parseJson(text: string, place: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new InputError(
      `${place}: expected JSON, got text that is not: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
}

/**
 * The steps of a piece, each a list of numbers; null is REST. Whole numbers may be written as 60.0.
 *
 * @throws InputError naming the step
 */
export function readSteps(value: unknown, place: string): number[][] {
  if (!Array.isArray(value) || value.length === 0) {
    throw new InputError(`${place}: expected a list of steps, got ${shown(value)}`);
  }
  return value.map((step: unknown, at) => {
    if (!Array.isArray(step)) {
      throw new InputError(`${place}, step ${at}: expected a list of MIDI numbers, got ${shown(step)}`);
    }
    return step.map((pitch: unknown) => {
      if (pitch === null || pitch === REST) return REST;
      if (!isMidiPitch(pitch)) {
        throw new InputError(
          `${place}, step ${at}: expected MIDI numbers, 0 to 127, or ${REST} for silence, got ${shown(pitch)}`,
        );
      }
      return pitch;
    });
  });
}

export function isMidiPitch(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 127;
}

/** A value as a message shows it. */
export function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length <= SHOWN ? text : `${text.slice(0, SHOWN)} …`;
}
