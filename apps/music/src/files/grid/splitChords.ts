import { REST } from '../../score.ts';
import { lengthOf, type StepNote } from './stepNotes.ts';

/** Where voices lie before they have sung, from the soprano down: the middles of their ranges. */
const CENTRES = [70, 65, 58, 50];
/** Semitones that no leap is worth: a note that sounds on stays in its voice. */
const BREAK = 1000;

/**
 * Splits chords into voices from the top. Where fewer notes sound than there are voices, those rest from which the
 * notes that sound on, and then the nearest steps of the others, leave the way free; voices do not cross.
 *
 * @param notes by their starts
 * @param voices which of soprano, alto, tenor and bass: their numbers, rising
 * @returns the voices; or, where more notes sound at once than there are voices, the first step where they do
 */
export function splitChords(
  notes: readonly StepNote[],
  voices: readonly number[],
): { readonly voices: readonly Int16Array[] } | { readonly crowded: number; readonly count: number } {
  const length = lengthOf(notes);
  const lines = voices.map(() => new Int16Array(length).fill(REST));
  const last = voices.map((voice) => CENTRES[voice] ?? 0);
  const choices = choicesOf(voices.length);
  const borders = [...new Set(notes.flatMap(({ start, end }) => [start, end]))].sort((a, b) => a - b);
  let held = new Map<StepNote, number>();
  let sounding: StepNote[] = [];
  let next = 0;
  for (const [index, from] of borders.entries()) {
    const to = borders[index + 1] ?? length;
    sounding = sounding.filter(({ end }) => end > from);
    for (let note = notes[next]; note?.start === from; note = notes[++next]) sounding.push(note);
    const chord = unisons(sounding, voices.length);
    const fitting = choices[chord.length];
    if (fitting === undefined) return { crowded: from, count: chord.length };
    const cost = (choice: readonly number[]) =>
      chord.reduce((sum, note, at) => sum + moveCost(note, choice[at] ?? 0, held, last), 0);
    const best = fitting.reduce((one, other) => (cost(other) < cost(one) ? other : one));
    held = new Map(chord.map((note, at) => [note, best[at] ?? 0]));
    for (const [note, line] of held) {
      lines[line]?.fill(note.pitch, from, to);
      last[line] = note.pitch;
    }
  }
  return { voices: lines };
}

function moveCost(
  note: StepNote,
  line: number,
  held: ReadonlyMap<StepNote, number>,
  last: readonly number[],
): number {
  const before = held.get(note);
  if (before !== undefined) return before === line ? 0 : BREAK;
  return Math.abs(note.pitch - (last[line] ?? 0));
}

/** From the top. Equal notes are as many voices where there are enough, else one. */
function unisons(notes: readonly StepNote[], most: number): StepNote[] {
  const chord = notes.toSorted((a, b) => b.pitch - a.pitch);
  if (chord.length <= most) return chord;
  return chord.filter(({ pitch }, index) => chord[index - 1]?.pitch !== pitch);
}

/** By how many notes there are: the ways to give them to voices in order. */
function choicesOf(voices: number): readonly (readonly number[])[][] {
  const choices: number[][][] = Array.from({ length: voices + 1 }, () => []);
  for (let set = 0; set < 1 << voices; set++) {
    const choice = Array.from({ length: voices }, (_, voice) => voice).filter((voice) => (set >> voice) & 1);
    choices[choice.length]?.push(choice);
  }
  return choices;
}
