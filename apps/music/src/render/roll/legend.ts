import type { Markish } from '@observablehq/plot';
import {
  FONT_SIZE,
  INK,
  FAINT_INK,
  PADDING,
  printable,
  shorten,
  textWidth,
  type PlotModule,
} from '@reprise/app/pictures';
import type { Part } from '../../score.ts';
import { noteColor, type Origin } from './palette.ts';
import type { RollNote } from './rollNotes.ts';

interface Swatch {
  readonly x: number;
  readonly fill: string;
}

interface Label {
  readonly x: number;
  readonly text: string;
  readonly fill: string;
}

/** What colours and shades mean, on one line. */
export interface Legend {
  readonly swatches: readonly Swatch[];
  readonly labels: readonly Label[];
  readonly height: number;
}

const SWATCH = { width: 12, height: 10, gap: 6 };
const ENTRY_GAP = 18;
const HEIGHT = 24;
const LONGEST_NAME = 24;
const MOST_SHADES = 8;
const ORDER = ', from light to dark';
const NAMES: Readonly<Record<Origin, string>> = { given: 'given', generated: 'generated', unknown: '' };

/**
 * The origins that occur, each in the shades of its parts, and the names of the parts, or their number where a picture
 * `width` pixels wide has no room for them.
 */
export function layOutLegend(notes: readonly RollNote[], parts: readonly Part[], width: number): Legend {
  const origins = (['given', 'generated', 'unknown'] as const).filter((origin) =>
    notes.some((note) => note.origin === origin),
  );
  const swatches: Swatch[] = [];
  const labels: Label[] = [];
  let x = PADDING;
  const addLabel = (text: string, fill: string) => {
    labels.push({ x, text, fill });
    x += Math.ceil(textWidth(text, FONT_SIZE)) + ENTRY_GAP;
  };
  const drawn = parts.flatMap((part, index) =>
    notes.some((note) => note.part === index)
      ? [printable(shorten(part.name ?? '', LONGEST_NAME)) || `part ${index + 1}`]
      : [],
  );
  const isNeeded = origins.some((origin) => origin !== 'unknown') || drawn.length > 1;
  if (!isNeeded) return { swatches, labels, height: 0 };
  for (const origin of origins) {
    const own = new Set(notes.filter((note) => note.origin === origin).map(({ part }) => part));
    for (const part of someOf([...own].sort((a, b) => a - b))) {
      swatches.push({ x, fill: noteColor(origin, part, parts.length) });
      x += SWATCH.width;
    }
    x += SWATCH.gap;
    if (origin !== 'unknown') addLabel(NAMES[origin], INK);
  }
  if (drawn.length > 1) {
    const named = `${drawn.join(', ')}${ORDER}`;
    const hasRoom = x + textWidth(named, FONT_SIZE) <= width - PADDING;
    addLabel(hasRoom ? named : `${drawn.length} parts${ORDER}`, FAINT_INK);
  }
  return { swatches, labels, height: HEIGHT };
}

/** The first and the last of a list and some evenly between them, or all where they are few. */
function someOf<T>(list: readonly T[]): T[] {
  if (list.length <= MOST_SHADES) return [...list];
  const places = Array.from({ length: MOST_SHADES }, (_, index) => index / (MOST_SHADES - 1));
  return places.map((place) => list[Math.round(place * (list.length - 1))] as T);
}

/** The marks of a legend whose line begins `top` pixels below the edge. */
export function legendMarks(plot: PlotModule, { swatches, labels }: Legend, top: number): Markish[] {
  const middle = top + HEIGHT / 2 - 4;
  return [
    plot.rect(swatches, {
      x1: 'x',
      x2: ({ x }: Swatch) => x + SWATCH.width - 1,
      y1: middle - SWATCH.height / 2,
      y2: middle + SWATCH.height / 2,
      fill: 'fill',
      rx: 1.5,
      ariaDescription: 'legend',
    }),
    plot.text(labels, {
      x: 'x',
      y: middle,
      text: 'text',
      textAnchor: 'start',
      fontSize: FONT_SIZE,
      fill: 'fill',
      ariaDescription: 'legend',
    }),
  ];
}
