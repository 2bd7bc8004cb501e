import type { Markish } from '@observablehq/plot';
import type { PlotModule } from '@reprise/app/pictures';
import { noteColor } from './palette.ts';
import { rowOf, xAt, type Box, type RollLayout, type System } from './rollLayout.ts';
import type { RollNote } from './rollNotes.ts';

/** Pixels: what is left free behind a note, so that a repeated one is seen. */
const GAP = 1.25;
const SHORTEST = 1.5;
const RADIUS = 1.5;

/** The notes of a system, in the colours of their origins and the shades of their parts. */
export function noteMark(
  plot: PlotModule,
  layout: RollLayout,
  system: System,
  notes: readonly RollNote[],
  parts: number,
): Markish {
  const drawn = notes
    .filter(({ onset, end }) => end > system.from && onset < system.to)
    .map((note) => ({ ...boxOf(layout, system, note), fill: noteColor(note.origin, note.part, parts) }));
  return plot.rect(drawn, {
    x1: 'x1',
    x2: 'x2',
    y1: 'y1',
    y2: 'y2',
    fill: 'fill',
    rx: RADIUS,
    ariaDescription: 'notes',
  });
}

function boxOf(layout: RollLayout, system: System, { onset, end, pitch, share }: RollNote): Box {
  const x1 = xAt(system, Math.max(onset, system.from));
  const x2 = Math.max(x1 + SHORTEST, xAt(system, Math.min(end, system.to)) - GAP);
  const { y1 } = rowOf(layout, system, pitch);
  const height = layout.rowHeight / share.count;
  return { x1, x2, y1: y1 + share.index * height, y2: y1 + (share.index + 1) * height };
}
