import { PADDING } from '@reprise/app/pictures';
import type { Bar } from './bars.ts';

/** A row of bars; pixels are from the upper left corner of the picture. */
export interface System {
  readonly bars: readonly Bar[];
  /** quarter notes */
  readonly from: number;
  readonly to: number;
  /** edges of the rectangle with the notes */
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export interface RollLayout {
  readonly systems: readonly System[];
  /** lowest and highest MIDI number that has a row */
  readonly low: number;
  readonly high: number;
  readonly rowHeight: number;
  readonly width: number;
  /** of everything, padding included */
  readonly height: number;
}

export interface LayoutOptions {
  readonly bars: readonly Bar[];
  readonly from: number;
  readonly to: number;
  /** MIDI numbers of the notes */
  readonly pitches: readonly number[];
  /** pixels above the first system, padding included */
  readonly top: number;
  /** pixels above the notes of each system, for what stands there */
  readonly heading: number;
}

/** Pixels, as wide as a page of documentation. */
export const ROLL_WIDTH = 960;
export const KEYBOARD = { width: 26, labels: 24 };
/** Below the notes, for the numbers of the bars. */
const FOOTING = 16;
const SYSTEM_GAP = 12;

/** Pixels of a quarter note: fewer would make sixteenths too small to see, more would tear a melody apart. */
const QUARTER = { least: 26, most: 110 };
/** Pixels of a system, about; the rows of its keys divide them. */
const HEIGHT = 220;
const ROW = { least: 3.5, most: 8 };
/** Parts of a pixel: edges of rows are sharp where each pixel has two dots, as in the PNG files written here. */
const ROW_GRID = 2;
/** What lies between is not seen; numbers in eighths are short, and their differences exact. */
const GRID = 8;
/** Rows above and below the notes, and rows at least. */
const AIR = 2;
const FEWEST_ROWS = 20;
/** Where a roll without notes has its middle. */
const MIDDLE_C = 60;

/** Breaks a piece into systems of about as many bars each, all with the same scale and the same keys. */
export function layOutRoll({ bars, from, to, pitches, top, heading }: LayoutOptions): RollLayout {
  const left = PADDING + KEYBOARD.labels + KEYBOARD.width;
  const room = ROLL_WIDTH - PADDING - left;
  const rows = breakRows(bars, room / QUARTER.least);
  const spans = rows.map((row) => ({
    bars: row,
    from: Math.max(from, row[0]?.onset ?? from),
    to: Math.min(to, row.at(-1)?.end ?? to),
  }));
  const longest = Math.max(...spans.map((span) => span.to - span.from));
  const quarter = Math.min(QUARTER.most, room / longest);
  const { low, high } = keyRange(pitches);
  const usual = Math.min(ROW.most, Math.max(ROW.least, HEIGHT / (high - low + 1)));
  const rowHeight = Math.round(usual * ROW_GRID) / ROW_GRID;
  const height = rowHeight * (high - low + 1);
  const pitch = heading + height + FOOTING + SYSTEM_GAP;
  const systems = spans.map((span, index): System => {
    const systemTop = top + index * pitch + heading;
    return {
      ...span,
      left,
      right: snapped(left + (span.to - span.from) * quarter),
      top: systemTop,
      bottom: systemTop + height,
    };
  });
  return {
    systems,
    low,
    high,
    rowHeight,
    width: ROLL_WIDTH,
    height: Math.ceil(top + systems.length * pitch - SYSTEM_GAP + PADDING / 2),
  };
}

/** Rows of bars that are at most so many quarter notes long, as few as will do, and about as many bars in each. */
function breakRows(bars: readonly Bar[], most: number): Bar[][] {
  const longest = Math.max(...bars.map(({ onset, end }) => end - onset));
  const fit = Math.max(1, Math.floor(most / longest));
  const [first] = bars;
  // An upbeat stands before the first bar without taking a place.
  const upbeats = first?.number === 0 && bars.length > 1 ? 1 : 0;
  const whole = bars.length - upbeats;
  const perRow = Math.ceil(whole / Math.ceil(whole / fit));
  return Array.from({ length: Math.ceil(whole / perRow) }, (_, row) => {
    const start = row === 0 ? 0 : upbeats + row * perRow;
    return bars.slice(start, upbeats + (row + 1) * perRow);
  });
}

function keyRange(pitches: readonly number[]): { low: number; high: number } {
  const lowest = pitches.reduce((low, pitch) => Math.min(low, pitch), Infinity);
  const highest = pitches.reduce((high, pitch) => Math.max(high, pitch), -Infinity);
  const [bottom, top] = pitches.length === 0 ? [MIDDLE_C, MIDDLE_C] : [lowest - AIR, highest + AIR];
  const missing = Math.max(0, FEWEST_ROWS - (top - bottom + 1));
  return { low: bottom - Math.floor(missing / 2), high: top + Math.ceil(missing / 2) };
}

/** The pixel of a time. */
export function xAt({ left, right, from, to }: System, time: number): number {
  return snapped(left + ((time - from) / (to - from)) * (right - left));
}

function snapped(pixels: number): number {
  return Math.round(pixels * GRID) / GRID;
}

/** A rectangle in pixels. */
export interface Box {
  readonly x1: number;
  readonly x2: number;
  readonly y1: number;
  readonly y2: number;
}

/** Upper and lower edge of the row of a MIDI number. */
export function rowOf(
  { high, rowHeight }: RollLayout,
  { top }: System,
  pitch: number,
): Pick<Box, 'y1' | 'y2'> {
  const y1 = top + (high - pitch) * rowHeight;
  return { y1, y2: y1 + rowHeight };
}
