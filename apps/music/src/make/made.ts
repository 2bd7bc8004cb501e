import type { Note, Score } from '../score.ts';

/** Music that was made, as it is written. */
export interface Made {
  readonly score: Score;
  /** whether a note was there before */
  readonly isGiven: (part: number, note: Note) => boolean;
  /** what there is to say about it, in lines for a person */
  readonly remarks: readonly string[];
}
