import type { Note } from '../../score.ts';
import { TICKS_PER_QUARTER } from './elements.ts';
import type { Stretch } from './repeats.ts';
import type { AbcChange, AbcNote } from './voice.ts';
import { sortNotes } from '../noteOrder.ts';

interface PlayedNote {
  readonly pitch: number;
  readonly time: number;
  end: number;
}

/** The notes of a voice as they sound: in the order of the repeats, tied ones as one. */
export function playNotes(notes: readonly AbcNote[], order: readonly Stretch[]): Note[] {
  const played: PlayedNote[] = [];
  /** by step: what a tie from it lengthens */
  const tied = new Map<string, PlayedNote>();
  for (const { items, shift } of playedStretches(notes, order)) {
    for (const { time, duration, pitch, step, startsTie, hasAccidental } of items) {
      const start = time + shift;
      let note = tied.get(step);
      // Across a bar line, a tie keeps an accidental that is not written again.
      const continues = note !== undefined && note.end === start && (note.pitch === pitch || !hasAccidental);
      if (note !== undefined && continues) {
        note.end = start + duration;
      } else {
        note = { pitch, time: start, end: start + duration };
        played.push(note);
      }
      if (startsTie) tied.set(step, note);
      else tied.delete(step);
    }
  }
  return sortNotes(
    played.map(({ pitch, time, end }) => ({
      pitch,
      onset: time / TICKS_PER_QUARTER,
      duration: (end - time) / TICKS_PER_QUARTER,
    })),
  );
}

/** What holds when, with its time in quarter notes. A stretch begins with what holds there in the notation. */
export function playChanges<T>(
  changes: readonly AbcChange<T>[],
  order: readonly Stretch[],
): { readonly onset: number; readonly value: T }[] {
  const played = new Map<number, T>();
  let last: T | undefined;
  const push = (time: number, value: T) => {
    if (JSON.stringify(value) === JSON.stringify(last)) return;
    last = value;
    played.set(time / TICKS_PER_QUARTER, value);
  };
  for (const { items, shift, from } of playedStretches(changes, order)) {
    const before = changes.findLast(({ time }) => time <= from);
    if (before !== undefined) push(from + shift, before.value);
    for (const { time, value } of items) push(time + shift, value);
  }
  return Array.from(played, ([onset, value]) => ({ onset, value }));
}

/** What of a list falls into each stretch, and by how much later than in the notation it is played. */
function* playedStretches<I extends { readonly time: number }>(
  items: readonly I[],
  order: readonly Stretch[],
): Generator<Stretch & { readonly items: readonly I[]; readonly shift: number }> {
  let now = 0;
  for (const { from, to } of order) {
    yield { from, to, items: items.filter(({ time }) => time >= from && time < to), shift: now - from };
    now += to - from;
  }
}
