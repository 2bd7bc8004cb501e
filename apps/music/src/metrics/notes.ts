import { REST } from '../score.ts';

/** A note of a voice on a grid. What is struck again on the same pitch is one note: the grid does not tell. */
export interface GridNote {
  readonly pitch: number;
  /** where it begins */
  readonly step: number;
}

export function notesOf(voice: Int16Array): GridNote[] {
  const notes: GridNote[] = [];
  voice.forEach((pitch, step) => {
    if (pitch !== REST && pitch !== voice[step - 1]) notes.push({ pitch, step });
  });
  return notes;
}
