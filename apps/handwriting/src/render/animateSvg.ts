import { InputError } from '@reprise/core/errors';
import { layOutSvg, writeSvg, type WriteSvgOptions } from '../files/writeSvg.ts';
import type { Ink } from '../ink.ts';
import { penSchedule, type StrokeTimes } from './penSchedule.ts';

export interface AnimateSvgOptions extends WriteSvgOptions {
  /** what the writing takes, in seconds; by default what it took */
  readonly seconds?: number | undefined;
  /** begins anew, after a pause; default false */
  readonly loop?: boolean | undefined;
}

/** Seconds for which what is written stands before it begins anew. */
const STANDING = 1.5;
/** Between two keys a pen counts as steady when it keeps within this part of the stroke's length. */
const TOLERANCE = 0.01;

/**
 * Inks as an SVG picture that writes itself, with style sheets alone, in a browser as in an <img>: in the pen's own time
 * where it is known, else at constant speed, one ink after another. It stands still for those who asked their device
 * for less motion, and in programs that know no animation. `readSvg` gives the same inks again.
 *
 * @throws InputError of no ink, or for a time that is not above 0
 */
export function animateSvg(inks: readonly Ink[], options: AnimateSvgOptions = {}): string {
  const { seconds, loop = false } = options;
  if (seconds !== undefined && !(seconds > 0 && Number.isFinite(seconds))) {
    throw new InputError(`an animated picture takes more than 0 seconds, got ${seconds}`);
  }
  const schedule = penSchedule(inks);
  const ownSeconds = schedule.at(-1)?.at(-1)?.times.at(-1) ?? 0;
  const writing = seconds ?? (ownSeconds || 1);
  const whole = writing + (loop ? STANDING : 0);
  const percentPerSecond = (100 * writing) / (ownSeconds || 1) / whole;
  // Two pictures in one page share their style sheets, so names have to differ.
  const name = `ink-${hash(writeSvg(inks, options) + String(whole))}`;

  const rules = schedule.flatMap((strokes, ink) =>
    strokes.map((times, stroke) => {
      const key = `${name}-${ink}-${stroke}`;
      return `@keyframes ${key}{${keyframes(times, percentPerSecond)}}\n.${key}{animation-name:${key}}`;
    }),
  );
  const style = [
    '',
    '@media (prefers-reduced-motion:no-preference){',
    // The gap is longer than the stroke: else a round end shows at its far side before the pen comes there.
    `.${name}{stroke-dasharray:1 2;animation:${short(whole)}s linear ${loop ? 'infinite' : '1'} both}`,
    ...rules,
    '}',
    '',
  ].join('\n');
  return layOutSvg(inks, options, {
    style,
    attributesOf: (ink, stroke) => ({ pathLength: '1', class: `${name} ${name}-${ink}-${stroke}` }),
  });
}

/**
 * Hidden until the pen touches down; then the dash, as long as the stroke, moves in as fast as the pen ran. Between
 * hidden and visible a browser shows all that is past hidden.
 */
function keyframes({ times, drawn }: StrokeTimes, percentPerSecond: number): string {
  const keys = keysOf(times, drawn);
  const percentOf = (index: number) =>
    short(Math.min(100, Math.max(0, (times[index] ?? 0) * percentPerSecond)));
  const last = keys.length - 1;
  const start = percentOf(0);
  // A dot, and what was drawn in no time, is there at once.
  const isSudden = percentOf(keys[last] ?? 0) === start;
  const before = 'visibility:hidden;stroke-dashoffset:1';
  const after = 'visibility:visible;stroke-dashoffset:0';
  if (isSudden) {
    const end = short(Math.min(100, Number(start) + 0.001));
    return start === '100'
      ? `0%,99.999%{${before}}100%{${after}}`
      : `0%,${start}%{${before}}${end}%,100%{${after}}`;
  }
  const between = keys
    .slice(1, -1)
    .map((index) => `${percentOf(index)}%{stroke-dashoffset:${short(1 - (drawn[index] ?? 0))}}`);
  return `0%,${start}%{${before}}${between.join('')}${percentOf(keys[last] ?? 0)}%,100%{${after}}`;
}

/** The points between which the pen is steady enough (Douglas and Peucker 1973, with distances along the stroke). */
function keysOf(times: Float64Array, drawn: Float64Array): number[] {
  const kept = new Set([0, times.length - 1]);
  const waiting: [first: number, last: number][] = [[0, times.length - 1]];
  for (let range = waiting.pop(); range !== undefined; range = waiting.pop()) {
    const [first, last] = range;
    const [start, from] = [times[first] ?? 0, drawn[first] ?? 0];
    const duration = (times[last] ?? 0) - start;
    let [farthest, most] = [-1, TOLERANCE];
    for (let index = first + 1; index < last; index++) {
      const part = duration === 0 ? 0 : ((times[index] ?? 0) - start) / duration;
      const away = Math.abs((drawn[index] ?? 0) - from - part * ((drawn[last] ?? 0) - from));
      if (away > most) [farthest, most] = [index, away];
    }
    if (farthest === -1) continue;
    kept.add(farthest);
    waiting.push([first, farthest], [farthest, last]);
  }
  return [...kept].sort((a, b) => a - b);
}

function short(value: number): string {
  return String(Number(value.toFixed(3)));
}

/** FNV-1a (Fowler, Noll, Vo 1991), in a few letters. */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return (value >>> 0).toString(36);
}
