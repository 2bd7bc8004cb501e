import type { Markish } from '@observablehq/plot';
import { FAINT_INK, INK, textWidth, type PlotModule } from '@reprise/app/pictures';
import type { Meter } from '../../score.ts';
import { PAPER } from './palette.ts';
import { KEYBOARD, rowOf, xAt, type Box, type RollLayout, type System } from './rollLayout.ts';

const LABEL = 10;
const FOOT = 10;
const LABEL_GAP = 5;
const HAIRLINE = 0.75;
const BLACK_KEYS: ReadonlySet<number> = new Set([1, 3, 6, 8, 10]);
/** Of a black key, in that of a white one. */
const BLACK_LENGTH = 0.62;

/** What notes are drawn on: the rows of the keys, beats, bar lines and their numbers. */
export function paperMarks(plot: PlotModule, layout: RollLayout, system: System): Markish[] {
  const { left, right, top, bottom, bars } = system;
  const keys = keysOf(layout);
  const shaded = keys.filter(isBlack).map((key) => ({ x1: left, x2: right, ...rowOf(layout, system, key) }));
  const octaves = keys.slice(1).filter(isC);
  const isInside = (time: number) => time > system.from && time < system.to;
  const beats = bars.flatMap((bar) => bar.beats).filter(isInside);
  const barLines = [...bars.map(({ onset }) => onset).filter(isInside), system.to];
  const x = (time: number) => xAt(system, time);
  return [
    boxes(plot, shaded, PAPER.shaded),
    plot.ruleY(octaves, {
      y: (key: number) => rowOf(layout, system, key).y2,
      x1: left,
      x2: right,
      stroke: PAPER.octave,
      strokeWidth: HAIRLINE,
    }),
    plot.ruleX(beats, { x, y1: top, y2: bottom, stroke: PAPER.beat, ariaDescription: 'beats' }),
    plot.ruleX(barLines, { x, y1: top, y2: bottom, stroke: PAPER.bar, ariaDescription: 'bar lines' }),
    ...footMarks(plot, layout, system),
  ];
}

/** The numbers of the bars, and meters: the first below the keyboard, a change behind the number of its bar. */
function footMarks(plot: PlotModule, { systems }: RollLayout, system: System): Markish[] {
  const style = { x: 'x', y: system.bottom + FOOT, text: 'text', fontSize: LABEL } as const;
  const bars = systems.flatMap((row) => row.bars);
  const numbered = system.bars.filter(({ number, onset }) => number > 0 && onset >= system.from);
  const numbers = numbered.map(({ number, onset }) => ({ x: xAt(system, onset), text: String(number) }));
  const changes = system.bars.flatMap(({ meter, number, onset }) => {
    const before = bars[bars.findIndex((bar) => bar.onset === onset) - 1];
    if (before === undefined || meterName(before.meter) === meterName(meter)) return [];
    return [{ x: xAt(system, onset) + textWidth(`${number} `, LABEL) + LABEL_GAP, text: meterName(meter) }];
  });
  const [first] = system === systems[0] ? system.bars : [];
  const meters = { fill: INK, fontWeight: 'bold', ariaDescription: 'meters' } as const;
  return [
    plot.text(numbers, { ...style, textAnchor: 'start', fill: FAINT_INK, ariaDescription: 'bar numbers' }),
    plot.text(changes, { ...style, ...meters, textAnchor: 'start' }),
    plot.text(first === undefined ? [] : [meterName(first.meter)], {
      ...style,
      ...meters,
      x: system.left - LABEL_GAP,
      text: (name: string) => name,
      textAnchor: 'end',
    }),
  ];
}

function meterName({ beats, unit }: Meter): string {
  return `${beats}/${unit}`;
}

/** The keys of a piano at the left of a system, every C with its name (C4 is middle C). */
export function keyboardMarks(plot: PlotModule, layout: RollLayout, system: System): Markish[] {
  const { left, top, bottom } = system;
  const keys = keysOf(layout);
  const x1 = left - KEYBOARD.width;
  const x2 = x1 + BLACK_LENGTH * KEYBOARD.width;
  const black = keys.filter(isBlack).map((key) => ({ x1, x2, ...rowOf(layout, system, key) }));
  const edges = keys.flatMap((key) => whiteEdge(layout, system, key)).filter((y) => y > top && y < bottom);
  return [
    plot.ruleY(edges, { x1, x2: left, stroke: PAPER.octave, strokeWidth: HAIRLINE }),
    boxes(plot, black, PAPER.blackKey),
    plot.rect([{ x1, x2: left, y1: top, y2: bottom }], {
      ...CORNERS,
      fill: 'none',
      stroke: PAPER.bar,
      strokeWidth: HAIRLINE,
    }),
    plot.text(keys.filter(isC), {
      x: x1 - LABEL_GAP,
      y: (key: number) => rowOf(layout, system, key).y2 - layout.rowHeight / 2,
      text: (key: number) => `C${key / 12 - 1}`,
      textAnchor: 'end',
      fontSize: LABEL,
      fill: FAINT_INK,
      ariaDescription: 'keys',
    }),
  ];
}

const CORNERS = { x1: 'x1', x2: 'x2', y1: 'y1', y2: 'y2' } as const;

function boxes(plot: PlotModule, data: readonly Box[], fill: string): Markish {
  return plot.rect(data, { ...CORNERS, fill });
}

function keysOf({ low, high }: RollLayout): number[] {
  return Array.from({ length: high - low + 1 }, (_, index) => low + index);
}

function isBlack(key: number): boolean {
  return BLACK_KEYS.has(key % 12);
}

function isC(key: number): boolean {
  return key % 12 === 0;
}

/** Where a white key ends, seen from below: behind the middle of the black key above it, or at the next white one. */
function whiteEdge(layout: RollLayout, system: System, key: number): number[] {
  if (isBlack(key)) return [rowOf(layout, system, key).y1 + layout.rowHeight / 2];
  return isBlack(key + 1) ? [] : [rowOf(layout, system, key).y1];
}
