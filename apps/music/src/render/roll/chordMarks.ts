import type { Markish } from '@observablehq/plot';
import { INK, textWidth, type PlotModule } from '@reprise/app/pictures';
import type { ChordChange, KeyChange, Part, Score } from '../../score.ts';
import { estimateKey, fifthsOf } from '../../theory/key.ts';
import { PITCH_CLASSES, pitchClassOf } from '../../theory/pitchClasses.ts';
import { chordSign } from './chordSign.ts';
import { xAt, type System } from './rollLayout.ts';

const SIZE = 10;
const LINE = 14;
/** From the lowest line to the notes, between neighbours, and above the highest line. */
const GAP = { below: 7, beside: 2, above: 3 };
/** Symbols that would run into each other stand on up to so many lines. */
const MOST_LINES = 3;

export interface ChordLabel {
  readonly onset: number;
  readonly text: string;
}

/**
 * Chord symbols of a score between two times: the one that sounds at the first, and each change; spelled by its keys, or
 * by the one that its notes are likely in.
 */
export function chordLabels(
  { chords, keys, parts }: Pick<Score, 'chords' | 'keys' | 'parts'>,
  from: number,
  to: number,
): ChordLabel[] {
  const usual = keys[0]?.fifths ?? likelyFifths(parts);
  const shown = chords.filter(({ onset }, index) => onset < to && (chords[index + 1]?.onset ?? to) > from);
  return shown
    .map((change) => ({ onset: Math.max(from, change.onset), text: symbolOf(change, keys, usual) }))
    .filter(({ text }, index, all) => text !== all[index - 1]?.text);
}

function symbolOf({ onset, chord }: ChordChange, keys: readonly KeyChange[], usual: number): string {
  return chordSign(chord, keys.findLast((change) => change.onset <= onset)?.fifths ?? usual);
}

function likelyFifths(parts: readonly Part[]): number {
  const durations = new Float64Array(PITCH_CLASSES);
  for (const { notes, isDrums } of parts) {
    if (isDrums === true) continue;
    for (const { pitch, duration } of notes) (durations[pitchClassOf(pitch)] as number) += duration;
  }
  return fifthsOf(estimateKey(durations));
}

export interface PlacedLabel extends ChordLabel {
  readonly x: number;
  /** from the notes upwards */
  readonly line: number;
}

/** Pixels above the notes of each system for its chords. */
export function headingHeight(placed: readonly PlacedLabel[]): number {
  const lines = placed.reduce((most, { line }) => Math.max(most, line + 1), 0);
  return lines === 0 ? 0 : GAP.above + lines * LINE + GAP.below - LINE / 2;
}

/** Gives the chords of a system their lines: the lowest that is free. */
export function placeChords(labels: readonly ChordLabel[], system: System): PlacedLabel[] {
  const ends = Array<number>(MOST_LINES).fill(-Infinity);
  return labels
    .filter(({ onset }) => onset >= system.from && onset < system.to)
    .map((label) => {
      const x = xAt(system, label.onset);
      const free = ends.findIndex((end) => end <= x);
      const line = free === -1 ? MOST_LINES - 1 : free;
      ends[line] = x + textWidth(label.text, SIZE) + GAP.beside;
      return { ...label, x, line };
    });
}

/** The chord symbols above a system. */
export function chordMark(plot: PlotModule, system: System, chords: readonly PlacedLabel[]): Markish {
  return plot.text(chords, {
    x: 'x',
    y: ({ line }: PlacedLabel) => system.top - GAP.below - line * LINE,
    text: 'text',
    textAnchor: 'start',
    fontSize: SIZE,
    fill: INK,
    ariaDescription: 'chords',
  });
}
