import type { Note, Score } from '../../score.ts';
import type { Origin } from './palette.ts';

/** A note as it is drawn, or a slice of it. */
export interface RollNote {
  readonly part: number;
  readonly pitch: number;
  readonly onset: number;
  readonly end: number;
  readonly origin: Origin;
  /** what it takes of the height of its row */
  readonly share: Share;
}

/** One of `count` equal slices of a row, counted from above. */
export interface Share {
  readonly index: number;
  readonly count: number;
}

export interface NoteOptions {
  /** whether a note was there before the model; without it, none is told apart */
  readonly isGiven?: ((part: number, note: Note) => boolean) | undefined;
  readonly from: number;
  readonly to: number;
}

/** The notes between two times, cut at both; percussion has no pitch and is left out. */
export function rollNotes({ parts }: Pick<Score, 'parts'>, { isGiven, from, to }: NoteOptions): RollNote[] {
  const notes = parts.flatMap(({ notes: own, isDrums }, part) =>
    isDrums === true
      ? []
      : own
          .map((note) => ({
            note,
            onset: Math.max(from, note.onset),
            end: Math.min(to, note.onset + note.duration),
          }))
          .filter(({ onset, end }) => end > onset)
          .map(({ note, onset, end }) => ({
            part,
            pitch: note.pitch,
            onset,
            end,
            origin: originOf(isGiven?.(part, note)),
          })),
  );
  return shareRows(notes);
}

function originOf(isGiven: boolean | undefined): Origin {
  if (isGiven === undefined) return 'unknown';
  return isGiven ? 'given' : 'generated';
}

const WHOLE: Share = { index: 0, count: 1 };

type Unplaced = Omit<RollNote, 'share'>;

/** Of parts that sound the same key together, each is seen. What lies above others comes later. */
function shareRows(notes: readonly Unplaced[]): RollNote[] {
  const inOrder = [...notes].sort((a, b) => a.pitch - b.pitch || a.onset - b.onset);
  const placed: RollNote[] = [];
  for (let first = 0; first < inOrder.length;) {
    const cluster = clusterAt(inOrder, first);
    placed.push(...shareRow(cluster));
    first += cluster.length;
  }
  return placed;
}

/**
 * Lays the longer notes of one key on the shorter ones, each with the whole row; and on them, for as long as they hide
 * a shorter one, a slice of it, in the order of the parts. What would be hidden for all its time is a slice only.
 */
function shareRow(cluster: readonly Unplaced[]): RollNote[] {
  const longestFirst = cluster.toSorted((a, b) => lengthOf(b) - lengthOf(a) || a.part - b.part);
  const isHidden = ({ onset, end }: Unplaced, index: number) =>
    longestFirst.slice(0, index).some((longer) => longer.onset <= onset && longer.end >= end);
  const whole = longestFirst.filter((note, index) => !isHidden(note, index)).reverse();
  const times = [...new Set(cluster.flatMap(({ onset, end }) => [onset, end]))].sort((a, b) => a - b);
  const slices = times.slice(1).flatMap((end, index) => {
    const onset = times[index] as number;
    const sounding = longestFirst.filter((note) => note.onset < end && note.end > onset);
    const parts = [...new Set(sounding.map(({ part }) => part))].sort((a, b) => a - b);
    return sounding
      .filter(({ part }) => part !== sounding[0]?.part)
      .map((note) => ({
        ...note,
        onset,
        end,
        share: { index: parts.indexOf(note.part), count: parts.length },
      }));
  });
  return [...whole.map((note) => ({ ...note, share: WHOLE })), ...slices];
}

function lengthOf({ onset, end }: Unplaced): number {
  return end - onset;
}

/** The notes of one row from the `first` on that are linked by sounding together. */
function clusterAt(notes: readonly Unplaced[], first: number): Unplaced[] {
  const cluster = notes.slice(first, first + 1);
  let end = cluster[0]?.end ?? 0;
  for (let index = first + 1; index < notes.length; index++) {
    const note = notes[index] as Unplaced;
    if (note.pitch !== cluster[0]?.pitch || note.onset >= end) break;
    cluster.push(note);
    end = Math.max(end, note.end);
  }
  return cluster;
}
