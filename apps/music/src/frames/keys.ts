/** The lowest and the highest key of a piano, as MIDI numbers. */
export const LOWEST_KEY = 21;
export const HIGHEST_KEY = 108;
export const KEYS = HIGHEST_KEY - LOWEST_KEY + 1;

/** What sounds at each step of a piece: MIDI pitches from 21 to 108, ascending. */
export type Frames = readonly (readonly number[])[];
