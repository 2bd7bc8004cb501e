import { InputError } from '@reprise/core/errors';
import type { Note, Score } from '../score.ts';

const QUALITIES = ['major', 'minor', 'diminished', 'augmented', 'dominant', 'none'];

/**
 * Whether a score's numbers are what score.ts says of them.
 * @param name what messages call it
 * @throws InputError at the first that is not
 */
export function checkScore(score: Score, name: string): void {
  const expect = (right: boolean, what: string, got: unknown, place: string) => {
    if (!right) throw new InputError(`${name}, ${place}: expected ${what}, got ${JSON.stringify(got)}`);
  };
  for (const [index, part] of score.parts.entries()) {
    const place = `part ${part.name ?? index + 1}`;
    if (part.program !== undefined)
      expect(isWhole(part.program, 0, 127), 'a program of 0 to 127', part.program, place);
    for (const [number, note] of part.notes.entries())
      checkNote(note, `${place}, note ${number + 1}`, expect);
  }
  for (const [list, changes] of Object.entries({
    tempos: score.tempos,
    meters: score.meters,
    keys: score.keys,
    chords: score.chords,
  })) {
    for (const { onset } of changes) expect(isTime(onset), 'an onset from 0 on', onset, list);
  }
  for (const { tempo } of score.tempos)
    expect(isTime(tempo) && tempo > 0, 'a tempo above 0', tempo, 'tempos');
  for (const { beats, unit } of score.meters) {
    expect(isWhole(beats, 1, 255), '1 to 255 beats', beats, 'meters');
    expect(
      isWhole(unit, 1, 128) && Number.isInteger(Math.log2(unit)),
      'a unit of 1, 2, 4 … 128',
      unit,
      'meters',
    );
  }
  for (const { fifths, mode } of score.keys) {
    expect(isWhole(fifths, -7, 7), '-7 to 7 sharps', fifths, 'keys');
    expect(['major', 'minor'].includes(mode), 'major or minor', mode, 'keys');
  }
  for (const { chord } of score.chords) {
    expect(isWhole(chord.root, 0, 11), 'a root of 0 to 11', chord.root, 'chords');
    expect(QUALITIES.includes(chord.quality), `one of ${QUALITIES.join(', ')}`, chord.quality, 'chords');
  }
  expect(isTime(score.upbeat), 'an upbeat from 0 on', score.upbeat, 'upbeat');
}

type Expect = (right: boolean, what: string, got: unknown, place: string) => void;

function checkNote({ pitch, onset, duration, velocity }: Note, place: string, expect: Expect): void {
  expect(isWhole(pitch, 0, 127), 'a pitch of 0 to 127', pitch, place);
  expect(isTime(onset), 'an onset from 0 on', onset, place);
  expect(isTime(duration) && duration > 0, 'a duration above 0', duration, place);
  if (velocity !== undefined) expect(velocity > 0 && velocity <= 1, 'a velocity of 0 to 1', velocity, place);
}

function isWhole(value: number, lowest: number, highest: number): boolean {
  return Number.isInteger(value) && value >= lowest && value <= highest;
}

function isTime(value: number): boolean {
  return Number.isFinite(value) && value >= 0;
}
