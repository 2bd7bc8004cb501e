import { REST } from '../score.ts';

/** Notes in a row that make a tune known again. */
export const OVERLAP_NOTES = 16;

/**
 * How many pieces share 16 notes of melody in a row with another set's: the same intervals, in whatever key and rhythm.
 * Rests are passed over. In the standard split of the JSB chorales hymn tunes recur, so that what is measured there is
 * not how a model does with tunes it never met.
 *
 * @param melodies of each piece the MIDI pitches struck, one after the other
 */
export function countOverlaps(
  melodies: Iterable<readonly number[]>,
  known: Iterable<readonly number[]>,
): number {
  const runs = new Set<string>();
  for (const melody of known) for (const run of runsOf(melody)) runs.add(run);
  let count = 0;
  for (const melody of melodies) {
    for (const run of runsOf(melody))
      if (runs.has(run)) {
        count++;
        break;
      }
  }
  return count;
}

function* runsOf(melody: readonly number[]): Generator<string> {
  const pitches = melody.filter((pitch) => pitch !== REST);
  const intervals = pitches.slice(1).map((pitch, index) => pitch - (pitches[index] as number));
  for (let end = OVERLAP_NOTES - 1; end <= intervals.length; end++)
    yield intervals.slice(end - (OVERLAP_NOTES - 1), end).join();
}

/** The pitches of a voice on a grid as they are struck; what is held counts once. */
export function struckPitches(voice: ArrayLike<number>): number[] {
  const pitches: number[] = [];
  for (let step = 0; step < voice.length; step++) {
    const pitch = voice[step] as number;
    if (pitch !== REST && (step === 0 || pitch !== voice[step - 1])) pitches.push(pitch);
  }
  return pitches;
}
