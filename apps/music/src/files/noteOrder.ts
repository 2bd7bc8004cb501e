import type { Note } from '../score.ts';

/** As a {@link Part} holds them: by onset, then by pitch. */
export function sortNotes(notes: Iterable<Note>): Note[] {
  return [...notes].sort((a, b) => a.onset - b.onset || a.pitch - b.pitch);
}

/** By onset, the last one of those with the same. */
export function sortChanges<C extends { readonly onset: number }>(changes: Iterable<C>): C[] {
  const last = new Map<number, C>();
  for (const change of changes) last.set(change.onset, change);
  return [...last.values()].sort((a, b) => a.onset - b.onset);
}
