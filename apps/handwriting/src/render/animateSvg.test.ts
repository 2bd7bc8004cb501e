import { svgToPng } from '@reprise/app/pictures';
import { InputError } from '@reprise/core/errors';
import { countInk, decodePng, parseSvg } from '@reprise/testing/pictures';
import { describe, expect, it } from 'vitest';
import { drawnInk } from '../files/inks.fixture.ts';
import { readSvg } from '../files/readSvg.ts';
import { writeSvg } from '../files/writeSvg.ts';
import type { Ink } from '../ink.ts';
import { animateSvg } from './animateSvg.ts';

const timed: Ink = {
  id: 'timed',
  text: 'L.',
  strokes: [
    // Slow, then fast: a quarter of the way takes half of the time.
    { x: Float64Array.of(0, 10, 40), y: Float64Array.of(0, 0, 0), t: Float64Array.of(0, 1, 2) },
    { x: Float64Array.of(50), y: Float64Array.of(5), t: Float64Array.of(3) },
    { x: Float64Array.of(60, 60), y: Float64Array.of(0, 20), t: Float64Array.of(3.5, 4) },
  ],
};
const untimed: Ink = { ...timed, strokes: timed.strokes.map(({ x, y }) => ({ x, y })) };

interface Animated {
  readonly seconds: number;
  readonly iterations: string;
  /** of each path, what is drawn at a moment, from 0 to 1; a dot is 0 or 1 */
  readonly drawnAt: (seconds: number) => number[];
}

/** What a browser makes of the style sheet: keyframes by percent, offsets evenly between them. */
function play(svg: string): Animated {
  const css = parseSvg(svg).querySelector('style')!.textContent;
  const [, seconds, iterations] = /animation:([\d.]+)s linear (\w+) both/.exec(css)!;
  const tracks = [...parseSvg(svg).querySelectorAll('path')].map((path) => {
    const key = path.getAttribute('class')!.split(' ')[1]!;
    const body = css.split(`@keyframes ${key}{`)[1]!.split('\n')[0]!;
    expect(css).toContain(`.${key}{animation-name:${key}}`);
    return [...body.matchAll(/([\d.%,]+)\{([^}]*)\}/g)].flatMap(([, places, rule]) =>
      places!.split(',').map((place) => ({
        percent: parseFloat(place),
        offset: Number(/dashoffset:([\d.]+)/.exec(rule!)![1]),
      })),
    );
  });
  return {
    seconds: Number(seconds),
    iterations: iterations!,
    drawnAt: (moment) =>
      tracks.map((track) => {
        const percent = (100 * moment) / Number(seconds);
        expect(track.map((key) => key.percent)).toEqual(
          track.map((key) => key.percent).toSorted((a, b) => a - b),
        );
        const next = track.findIndex((key) => key.percent > percent);
        if (next === -1) return 1 - track.at(-1)!.offset;
        const [from, to] = [track[next - 1]!, track[next]!];
        const part = (percent - from.percent) / (to.percent - from.percent);
        return 1 - (from.offset + part * (to.offset - from.offset));
      }),
  };
}

describe('animateSvg', () => {
  it("draws in the pen's own time", () => {
    const { seconds, iterations, drawnAt } = play(animateSvg([timed]));
    expect([seconds, iterations]).toEqual([4, '1']);
    const moments = [0, 0.5, 1, 1.5, 2.5, 3.001, 3.75, 4];
    const shares = moments.map((moment) => drawnAt(moment).map((share) => Math.round(100 * share) / 100));
    expect(shares).toEqual([
      [0, 0, 0],
      [0.13, 0, 0],
      [0.25, 0, 0],
      [0.63, 0, 0],
      [1, 0, 0],
      [1, 1, 0],
      [1, 1, 0.5],
      [1, 1, 1],
    ]);
  });

  it('takes as long as asked, and stands a while before it begins anew', () => {
    const fast = play(animateSvg([timed], { seconds: 2 }));
    expect(fast.seconds).toBe(2);
    expect(fast.drawnAt(0.5)[0]).toBeCloseTo(0.25, 2);
    const loop = play(animateSvg([timed], { seconds: 2, loop: true }));
    expect([loop.seconds, loop.iterations]).toEqual([3.5, 'infinite']);
    expect(loop.drawnAt(0.5)[0]).toBeCloseTo(0.25, 2);
    expect(loop.drawnAt(2.01)).toEqual([1, 1, 1]);
    expect(loop.drawnAt(1.9)[2]).toBeLessThan(1);
  });

  it('runs at constant speed where no times are known, one ink after another', () => {
    const { seconds, drawnAt } = play(animateSvg([untimed, { ...untimed, id: 'second' }]));
    // 20 high: 100 a second on paper, 200 in the air.
    const own = 0.4 + Math.hypot(10, 5) / 200 + 0.05 + Math.hypot(10, 5) / 200 + 0.2;
    expect(seconds).toBeCloseTo(2 * own + 0.3, 2);
    expect(drawnAt(0.1)[0]).toBeCloseTo(0.25, 2);
    expect(drawnAt(own + 0.2)).toEqual([1, 1, 1, 0, 0, 0]);
    expect(drawnAt(own + 0.3 + 0.2)[3]).toBeCloseTo(0.5, 2);
  });

  it('leaves out keys where the pen is steady, and keeps within a hundredth of it elsewhere', () => {
    const count = 2000;
    const x = Float64Array.from({ length: count }, (_, at) => at + 300 * Math.sin(at / 300));
    const t = Float64Array.from({ length: count }, (_, at) => at / 200);
    const svg = animateSvg([{ id: 'long', strokes: [{ x, y: new Float64Array(count), t }] }]);
    expect(svg.split('%').length).toBeLessThan(60);
    const { drawnAt } = play(svg);
    const lengths = x.map((at, index) => Math.abs(at - (x[index - 1] ?? at)));
    const all = lengths.reduce((sum, length) => sum + length, 0);
    let length = 0;
    for (let at = 0; at < count; at++) {
      length += lengths[at]!;
      if (at % 50 === 0) expect(Math.abs(drawnAt(t[at]!)[0]! - length / all)).toBeLessThan(0.012);
    }
  });

  it('gives the same inks again', () => {
    for (let seed = 0; seed < 40; seed++) {
      const inks = [drawnInk(seed), drawnInk(seed + 1000, { timed: false })];
      const again = readSvg(animateSvg(inks, { loop: seed % 2 === 0 }), 'a.svg');
      expect(again).toEqual(readSvg(writeSvg(inks), 'a.svg'));
      expect(again.map(({ strokes }) => strokes)).toEqual(inks.map(({ strokes }) => strokes));
    }
  });

  it('is whole for programs that do not animate, and for those who asked for less motion', async () => {
    const still = decodePng(await svgToPng(writeSvg([timed])));
    expect(countInk(decodePng(await svgToPng(animateSvg([timed]))))).toBe(countInk(still));
    const css = parseSvg(animateSvg([timed]))
      .querySelector('style')!
      .textContent.trim();
    expect(css.startsWith('@media (prefers-reduced-motion:no-preference){')).toBe(true);
    expect(css.match(/\{/g)!.length).toBe(css.match(/\}/g)!.length);
    expect(css.endsWith('}\n}')).toBe(true);
  });

  it('has names of its own in a page with other pictures', () => {
    const nameIn = (svg: string) => /animation-name:(ink-\w+)/.exec(svg)![1];
    const names = [animateSvg([timed]), animateSvg([untimed]), animateSvg([timed], { seconds: 9 })].map(
      nameIn,
    );
    expect(new Set(names).size).toBe(3);
    expect(animateSvg([timed])).toBe(animateSvg([timed]));
  });

  it('refuses no ink and no time', () => {
    expect(() => animateSvg([])).toThrow(InputError);
    for (const seconds of [0, -1, NaN, Infinity]) {
      expect(() => animateSvg([timed], { seconds })).toThrow(/takes more than 0 seconds/);
    }
  });

  it('shows a lone dot', () => {
    const svg = animateSvg([{ id: 'dot', strokes: [{ x: Float64Array.of(3), y: Float64Array.of(4) }] }]);
    const { seconds, drawnAt } = play(svg);
    expect(seconds).toBeGreaterThan(0);
    expect(drawnAt(0.02 * seconds)).toEqual([1]);
  });
});
