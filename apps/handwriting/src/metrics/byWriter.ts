import type { Rng } from '@reprise/engine';
import type { LabelledInk } from '../data/labelledInk.ts';

/** The inks of each writer that is known, and the writers, in a drawn order. */
export function byWriter(inks: readonly LabelledInk[], rng: Rng): LabelledInk[][] {
  const groups = new Map<string, LabelledInk[]>();
  for (const place of rng.permutation(inks.length)) {
    const ink = inks[place] as LabelledInk;
    if (ink.writer === undefined) continue;
    const own = groups.get(ink.writer);
    if (own) own.push(ink);
    else groups.set(ink.writer, [ink]);
  }
  return [...groups.values()];
}
