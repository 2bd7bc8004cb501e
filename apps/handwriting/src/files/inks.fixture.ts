import type { Ink } from '../ink.ts';

/** Drawn numbers that are the same in every run (mulberry32). */
export interface Draws {
  /** a whole number from 0 to below `end` */
  below(end: number): number;
  pick<T>(from: readonly T[]): T;
}

export function drawsFrom(seed: number): Draws {
  let state = seed >>> 0;
  const below = (end: number) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * end);
  };
  return { below, pick: <T>(from: readonly T[]) => from[below(from.length)] as T };
}

/** Seconds of work that something takes, whatever else the machine does. */
export async function secondsOf(work: () => void | Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

const TEXTS = ['Dear reader,', 'a < b & "c" > \'d\'', 'Grüße\nan 雪', ' spaces ', undefined];

/** An ink with dots, fractions, minus and texts that formats have to escape. */
export function drawnInk(seed: number, { timed = true }: { readonly timed?: boolean } = {}): Ink {
  const draws = drawsFrom(seed);
  let time = 0;
  const strokes = Array.from({ length: 1 + draws.below(4) }, () => {
    const length = draws.below(4) === 0 ? 1 : 1 + draws.below(20);
    const place = () => (draws.below(200_000) - 100_000) / 2 ** draws.below(12);
    const x = Float64Array.from({ length }, place);
    const y = Float64Array.from({ length }, place);
    const t = Float64Array.from({ length }, () => time);
    for (let index = 0; index < length; index++) {
      t[index] = time;
      time += draws.below(1000) / 7000;
    }
    return { x, y, t: timed ? t : undefined };
  });
  return {
    id: `ink "${seed}" & <more>`,
    strokes,
    text: draws.pick(TEXTS),
    writer: draws.below(2) === 0 ? undefined : 'anna & co',
  };
}
