import { InputError } from '@reprise/core/errors';
import { REST, STEPS_PER_QUARTER, VOICES, stepsOf, type Part, type Score, type VoiceGrid } from '../score.ts';
import { isNamedAs, meanPitch } from './grid/parts.ts';
import { splitChords } from './grid/splitChords.ts';
import { frameOf, layVoice, lengthOf, nameOf, toSteps } from './grid/stepNotes.ts';
import { melodyOf } from './melodyOf.ts';

const UPPER = [0, 1];
const LOWER = [2, 3];
const ALL = [0, 1, 2, 3];

/**
 * The four voices of a score, on the grid of sixteenths. Four parts of single notes are voices as they are named
 * (soprano, alto, tenor, bass, or their initials) or, without such names, by their mean pitch. What has chords is split
 * from the top: two parts of two voices each by themselves, all else together. Percussion is left out.
 *
 * @throws InputError where there are no notes, or more than four at once
 */
export function voicesOf(score: Score): VoiceGrid {
  const name = nameOf(score);
  const parts = score.parts.filter(({ isDrums, notes }) => isDrums !== true && notes.length > 0);
  if (parts.length === 0) throw new InputError(`${name}: expected notes of four voices, got none`);
  const voices = asNamed(parts, name) ?? asFour(parts, name) ?? asTwo(parts, name) ?? asChords(parts, name);
  return { ...frameOf(score), voices: equalLengths(voices) };
}

/**
 * A melody as the soprano of four voices, of which the others rest: to be harmonised. Notes of equal pitch that follow
 * each other look like one there; gridToScore strikes them again when it is given the melody.
 *
 * @param part its name, or its number from 1
 * @throws as {@link melodyOf}
 */
export function melodyGrid(score: Score, part?: number | string): VoiceGrid {
  const notes = toSteps(melodyOf(score, part).notes, nameOf(score));
  const length = lengthOf(notes);
  // On the grid, notes shorter than a step may begin together: the highest stays.
  const line = notes.filter(({ start }, index) => notes[index - 1]?.start !== start);
  const joined = line.map((note, index) => ({
    ...note,
    end: Math.min(note.end, line[index + 1]?.start ?? note.end),
  }));
  const rest = () => new Int16Array(length).fill(REST);
  return { ...frameOf(score), voices: [layVoice(joined, length) ?? rest(), rest(), rest(), rest()] };
}

function asNamed(parts: readonly Part[], name: string): Int16Array[] | undefined {
  const named = VOICES.map((voice) => parts.filter((part) => isNamedAs(part, voice)));
  if (!named.every(({ length }) => length === 1)) return undefined;
  return layParts(named.flat(), name);
}

function asFour(parts: readonly Part[], name: string): Int16Array[] | undefined {
  if (parts.length !== VOICES.length) return undefined;
  return layParts(byPitch(parts), name);
}

function asTwo(parts: readonly Part[], name: string): readonly Int16Array[] | undefined {
  if (parts.length !== 2) return undefined;
  const [upper, lower] = byPitch(parts).map(({ notes }, index) =>
    splitChords(toSteps(notes, name), index === 0 ? UPPER : LOWER),
  );
  if (upper === undefined || lower === undefined || !('voices' in upper && 'voices' in lower))
    return undefined;
  return [...upper.voices, ...lower.voices];
}

function asChords(parts: readonly Part[], name: string): readonly Int16Array[] {
  const notes = parts.flatMap((part) => part.notes);
  const split = splitChords(toSteps(notes, name), ALL);
  if ('voices' in split) return split.voices;
  throw new InputError(
    `${name}: expected at most four notes at once, got ${split.count} at quarter note ${split.crowded / STEPS_PER_QUARTER}: ` +
      'leave out what is no voice',
  );
}

function layParts(parts: readonly Part[], name: string): Int16Array[] | undefined {
  const lines = parts.map(({ notes }) => {
    const steps = toSteps(notes, name);
    return layVoice(steps, lengthOf(steps));
  });
  return lines.every((line) => line !== undefined) ? lines : undefined;
}

/** From the highest, as parts are on the whole. */
function byPitch(parts: readonly Part[]): Part[] {
  return parts
    .map((part) => ({ part, mean: meanPitch(part) }))
    .sort((a, b) => b.mean - a.mean)
    .map(({ part }) => part);
}

/** Voices of the length of the longest, which end with rests. */
function equalLengths(voices: readonly Int16Array[]): Int16Array[] {
  const length = Math.max(...voices.map((voice) => stepsOf({ voices: [voice] })));
  return voices.map((voice) => {
    const long = new Int16Array(length).fill(REST);
    long.set(voice);
    return long;
  });
}
