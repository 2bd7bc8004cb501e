import { readFileSync } from 'node:fs';

/** What other libraries read in files; written by tools/golden/musicFiles.py. */
export interface MusicFiles {
  readonly midi: readonly {
    readonly name: string;
    readonly base64: string;
    /** ticks of a quarter note */
    readonly unit: number;
    /** program, whether percussion, and [pitch, tick, ticks, velocity] of the notes */
    readonly parts: readonly (readonly [number, boolean, readonly (readonly number[])[]])[];
    readonly tempos: readonly (readonly [number, number])[];
    readonly meters: readonly (readonly [number, number, number])[];
    readonly keys: readonly (readonly [number, number, 'major' | 'minor'])[];
  }[];
  readonly abc: readonly {
    readonly name: string;
    readonly text: string;
    /** [pitch, onset, duration] of the notes, in quarters */
    readonly parts: readonly (readonly (readonly number[])[])[];
    readonly meter: readonly [number, number];
    readonly fifths: number;
  }[];
}

export const musicFiles = JSON.parse(
  readFileSync(new URL('../../../../tools/golden/data/musicFiles.json', import.meta.url), 'utf8'),
) as MusicFiles;
