import { layOutTitle, PADDING, printable, renderSvg, shorten, titleMark } from '@reprise/app/pictures';
import { InputError } from '@reprise/core/errors';
import type { Note, Score } from '../score.ts';
import { barsOf, type Bar } from './roll/bars.ts';
import { chordLabels, chordMark, headingHeight, placeChords } from './roll/chordMarks.ts';
import { layOutLegend, legendMarks } from './roll/legend.ts';
import { noteMark } from './roll/noteMarks.ts';
import { keyboardMarks, paperMarks } from './roll/paper.ts';
import { layOutRoll, ROLL_WIDTH } from './roll/rollLayout.ts';
import { rollNotes } from './roll/rollNotes.ts';

export interface PianoRollOptions {
  /** default: the score's */
  readonly title?: string | undefined;
  /** whether a note was there before the model, which has another colour; without it, all notes have one */
  readonly isGiven?: ((part: number, note: Note) => boolean) | undefined;
  /** quarter notes: what is drawn, default the whole piece */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

const LONGEST_TITLE = 120;
/** More would make a picture that no program shows. */
const MOST_BARS = 512;

/**
 * A score as a piano roll: time to the right, pitch upwards, on the keys of a piano, in systems of as many bars as can
 * be read. Given and generated notes are blue and orange, the parts lighter and darker; two that sound the same key
 * share its row. Bars are numbered as musicians do (an upbeat is not counted), and chords stand above. Percussion is
 * not drawn.
 *
 * @returns an SVG file
 * @throws InputError when `to` is not behind `from`, `from` not before the end, or for more than 512 bars
 */
export async function pianoRoll(score: Score, options: PianoRollOptions = {}): Promise<string> {
  const title = printable(shorten(options.title ?? score.title ?? '', LONGEST_TITLE));
  const { bars, from, to } = barsShown(score, options);
  const notes = rollNotes(score, { isGiven: options.isGiven, from, to });
  const chords = chordLabels(score, from, to);
  const legend = layOutLegend(notes, score.parts, ROLL_WIDTH);
  const titleBlock = layOutTitle(title, ROLL_WIDTH);
  const pitches = notes.map(({ pitch }) => pitch);
  const top = PADDING + titleBlock.height + legend.height;
  const draft = layOutRoll({ bars, from, to, pitches, top, heading: 0 });
  const heading = headingHeight(draft.systems.flatMap((system) => placeChords(chords, system)));
  const layout = layOutRoll({ bars, from, to, pitches, top, heading });

  return renderSvg(title === '' ? 'Piano roll' : title, (plot) => ({
    width: layout.width,
    height: layout.height,
    margin: 0,
    x: { type: 'identity', axis: null },
    y: { type: 'identity', axis: null },
    marks: [
      titleMark(plot, titleBlock, 0, 0),
      ...legendMarks(plot, legend, PADDING + titleBlock.height),
      ...layout.systems.flatMap((system) => [
        ...paperMarks(plot, layout, system),
        ...keyboardMarks(plot, layout, system),
        noteMark(plot, layout, system, notes, score.parts.length),
        chordMark(plot, system, placeChords(chords, system)),
      ]),
    ],
  }));
}

interface Shown {
  readonly bars: readonly Bar[];
  readonly from: number;
  readonly to: number;
}

function barsShown(score: Score, { from = 0, to = Infinity }: PianoRollOptions): Shown {
  if (!(from >= 0 && to > from)) {
    throw new InputError(`piano roll: expected times with 0 <= from < to, got ${from} and ${to}`);
  }
  const ends = score.parts.flatMap(({ notes }) => notes.map(({ onset, duration }) => onset + duration));
  const lastEnd = ends.reduce((latest, end) => Math.max(latest, end), 0);
  if (from > 0 && from >= lastEnd) {
    throw new InputError(`piano roll: expected a time before the end, which is at ${lastEnd}, got ${from}`);
  }
  const all = barsOf(score, Math.min(to, lastEnd));
  const bars = all.filter(({ end }) => end > from);
  if (bars.length > MOST_BARS) {
    throw new InputError(
      `piano roll: expected at most ${MOST_BARS} bars, got ${bars.length}; draw a part of the piece, by its times`,
    );
  }
  return { bars, from, to: Math.min(to, endOf(score, all, lastEnd)) };
}

/** A piece with an upbeat ends so much before its last bar line, unless a note goes on. */
function endOf({ upbeat }: Score, bars: readonly Bar[], lastEnd: number): number {
  const end = bars.at(-1)?.end ?? lastEnd;
  return bars.length > 1 ? Math.max(lastEnd, end - upbeat) : end;
}
