import { InputError, nearest } from '@reprise/core/errors';
import type { Melody, MelodyNote } from '../melody/melody.ts';
import { REST } from '../score.ts';
import { splitOfName, SPLITS, type Split } from '@reprise/app/corpus';
import { noPieces, type SplitPieces } from './splitPieces.ts';
import { isMidiPitch, isSplit, parseJson, shown } from './splitFile.ts';

const FORM =
  'lines of JSON {"id": name, "split": "train", "notes": [[MIDI number or 0, quarter notes], …]}, chorales as JSON, ' +
  'or an ABC file or folder';
/** The rest in these files; the lowest MIDI number is none that a tune has. */
const SILENCE = 0;

/**
 * Tunes, one a line; empty lines are passed over.
 *
 * @throws InputError naming line and note
 */
export function readMelodyLines(
  lines: readonly string[],
  path: string,
): { splits: SplitPieces<Melody>; warnings: string[] } {
  const splits = noPieces<Melody>();
  lines.forEach((line, index) => {
    if (line.trim() === '') return;
    const place = `${path}, line ${index + 1}`;
    const { split, melody } = readLine(parseJson(line, place), place);
    splits[split].push({ id: melody.id, piece: melody });
  });
  if (SPLITS.every((split) => splits[split].length === 0)) {
    throw new InputError(`${path}: expected ${FORM}, got no line`);
  }
  return { splits, warnings: [] };
}

function readLine(value: unknown, place: string): { split: Split; melody: Melody } {
  if (typeof value !== 'object' || value === null || !('notes' in value) || !Array.isArray(value.notes)) {
    throw new InputError(`${place}: expected ${FORM}, got ${shown(value)}`);
  }
  const { id, split } = { id: undefined, split: undefined, ...value } as { id: unknown; split: unknown };
  if (typeof id !== 'string' || id === '') {
    throw new InputError(`${place}: expected "id", the tune's name, got ${shown(id)}`);
  }
  if (split !== undefined && !isSplit(split)) {
    const meant = typeof split === 'string' ? nearest(split, SPLITS) : undefined;
    throw new InputError(
      `${place}: expected "split" ${SPLITS.join(', ')}, or none, got ${shown(split)}` +
        (meant === undefined ? '' : `; did you mean ${meant}?`),
    );
  }
  if (value.notes.length === 0) throw new InputError(`${place}: expected notes, got none`);
  const notes = value.notes.map((note: unknown, at) => readNote(note, `${place}, note ${at} (from 0)`));
  return { split: split ?? splitOfName(id), melody: { id, notes } };
}

function readNote(value: unknown, place: string): MelodyNote {
  const [pitch, duration, ...more] = Array.isArray(value) ? (value as unknown[]) : [];
  const isDuration = typeof duration === 'number' && Number.isFinite(duration) && duration > 0;
  if (!isMidiPitch(pitch) || !isDuration || more.length > 0) {
    throw new InputError(
      `${place}: expected [MIDI number, 0 for a rest, quarter notes above 0], got ${shown(value)}`,
    );
  }
  return { pitch: pitch === SILENCE ? REST : pitch, duration };
}
