import { InputError, nearest } from '@reprise/core/errors';
import { VOICES, type Note, type Part, type Score } from '../score.ts';
import { isNamedAs, meanPitch } from './grid/parts.ts';
import { nameOf } from './grid/stepNotes.ts';

/** Of a lower note, the share that a higher one before it may cover: less is legato, more makes it an accompaniment. */
const COVERED = 1 / 2;
const MELODY_NAMES = /^(melody|melodie|vocals?|voice|lead|tune)\b/iu;

/**
 * A melody out of a score: of the part that is named or numbered (from 1), else of the one that is named soprano or
 * melody, else of the highest one. Of notes that sound together it is the highest, and one ends where the next begins.
 *
 * @throws InputError where there is no such part, or none with notes
 */
export function melodyOf(score: Score, part?: number | string): Part {
  const chosen = part === undefined ? highestPart(score) : findPart(score, part);
  return { ...chosen, notes: topLine(chosen.notes) };
}

function highestPart(score: Score): Part {
  const parts = score.parts.filter(({ isDrums, notes }) => isDrums !== true && notes.length > 0);
  const [first] = parts;
  if (first === undefined) throw new InputError(`${nameOf(score)}: expected notes of a melody, got none`);
  return (
    parts.find((part) => isNamedAs(part, VOICES[0])) ??
    parts.find(({ name = '' }) => MELODY_NAMES.test(name.trim())) ??
    parts.reduce((one, other) => (meanPitch(other) > meanPitch(one) ? other : one))
  );
}

function findPart(score: Score, wanted: number | string): Part {
  const plain = String(wanted).trim().toLowerCase();
  const isName = ({ name = '' }: Part) => name.trim().toLowerCase() === plain;
  const part =
    score.parts.find((one) => typeof wanted === 'string' && isName(one)) ?? score.parts[Number(plain) - 1];
  if (part !== undefined && part.notes.length > 0) return part;
  const names = score.parts.map(({ name }, index) => `${index + 1}${name === undefined ? '' : ` ${name}`}`);
  const meant = nearest(
    plain,
    score.parts.flatMap(({ name }) => name ?? []),
  );
  throw new InputError(
    `${nameOf(score)}: expected a part with notes out of ${names.join(', ') || 'none'}, got ${JSON.stringify(wanted)}` +
      (meant === undefined ? '' : `; did you mean ${meant}?`),
  );
}

function topLine(notes: readonly Note[]): Note[] {
  const line: Note[] = [];
  for (const note of notes.toSorted((a, b) => a.onset - b.onset || b.pitch - a.pitch)) {
    const last = line.at(-1);
    const overlap = last === undefined ? 0 : last.onset + last.duration - note.onset;
    if (last !== undefined && overlap > 0) {
      const isLower = note.pitch <= last.pitch;
      if (last.onset === note.onset || (isLower && overlap > COVERED * note.duration)) continue;
      line[line.length - 1] = { ...last, duration: note.onset - last.onset };
    }
    line.push(note);
  }
  return line;
}
