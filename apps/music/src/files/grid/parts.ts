import type { Part, Voice } from '../../score.ts';

/** Whether a part is named as a voice: `Soprano`, `soprano 1`, `S`. */
export function isNamedAs({ name = '' }: Part, voice: Voice): boolean {
  const plain = name.trim().toLowerCase();
  return plain === voice.charAt(0) || new RegExp(`^${voice}\\b`, 'u').test(plain);
}

/** Of the notes of a part that has some. */
export function meanPitch({ notes }: Part): number {
  return notes.reduce((sum, { pitch }) => sum + pitch, 0) / notes.length;
}
