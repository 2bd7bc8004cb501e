import { Rng } from '@reprise/engine';
import { describe, expect, it } from 'vitest';
import { augmentImage } from './augmentImage.ts';
import { normaliseLine } from './normaliseLine.ts';
import { rasterise } from './rasterise.ts';
import { renderLine } from './renderLine.ts';
import { drawnWord, inkBounds, likeness, stroke } from './strokes.fixture.ts';
import { varyPressure } from './varyPressure.ts';

const rng = Rng.fromSeed(7);
const word = drawnWord();
const drawn = rasterise(word, { height: 48, penWidth: 3, margin: 8 });

describe('augmentImage', () => {
  it('is black on white and nothing else at strength 0', () => {
    const { pixels } = augmentImage(drawn, rng, 0);
    expect(pixels).toEqual(drawn.pixels.map((value) => 255 - value));
  });

  it('is one picture for one key, and another for another', () => {
    const picture = augmentImage(drawn, rng.fold(1));
    expect(augmentImage(drawn, rng.fold(1))).toEqual(picture);
    expect(augmentImage(drawn, rng.fold(2))).not.toEqual(picture);
    expect(picture).toMatchObject({ width: drawn.width, height: drawn.height });
  });

  it('makes papers and inks of all shades, dark grounds among them', () => {
    const medians = Array.from({ length: 200 }, (_, at) => {
      const { pixels } = augmentImage(drawn, rng.fold('shade', at));
      return pixels.toSorted()[pixels.length / 2]!;
    });
    expect(medians.filter((median) => median > 240).length).toBeGreaterThan(20);
    expect(medians.filter((median) => median < 220 && median > 140).length).toBeGreaterThan(20);
    const dark = medians.filter((median) => median < 110).length;
    expect(dark).toBeGreaterThan(5);
    expect(dark).toBeLessThan(50);
  });
});

describe('varyPressure', () => {
  it('is a pen of one width at strength 0', () => {
    for (const { width, darkness } of varyPressure(word, rng, 0)) {
      expect(new Set([...width, ...darkness])).toEqual(new Set([1]));
    }
  });

  it('changes slowly and within bounds', () => {
    const level = [stroke(...Array.from({ length: 300 }, (_, at) => [at, 0] as const))];
    for (let at = 0; at < 20; at++) {
      const [pressure] = varyPressure(level, rng.fold(at), 1);
      const { width, darkness } = pressure!;
      expect(Math.min(...width)).toBeGreaterThanOrEqual(0.5);
      expect(Math.max(...width)).toBeLessThanOrEqual(1.6);
      expect(Math.max(...darkness)).toBeLessThanOrEqual(1);
      const steps = width.subarray(2).map((value, index) => Math.abs(value - width[index + 1]!));
      expect(Math.max(...steps)).toBeLessThan(0.13);
    }
  });
});

describe('renderLine', () => {
  it('is at strength 0 what a clean drawing of the same pen is', () => {
    const line = renderLine(word, rng, { height: 32, strength: 0 });
    const clean = rasterise(word, { height: 32, penWidth: 0.055 * 1.25 * 32 });
    expect(line.height).toBe(32);
    expect(Math.abs(line.width - clean.width)).toBeLessThanOrEqual(3);
    expect(likeness(line, clean)).toBeGreaterThan(0.85);
  });

  it('is one line for one key, high as asked, and legible whatever the paper', () => {
    const clean = renderLine(word, rng, { height: 32, strength: 0 });
    const scores = Array.from({ length: 100 }, (_, at) => {
      const line = renderLine(word, rng.fold(at), { height: 32 });
      if (at < 5) expect(renderLine(word, rng.fold(at), { height: 32 })).toEqual(line);
      expect(line.height).toBe(32);
      expect(line.pixels).toHaveLength(32 * line.width);
      return likeness(line, clean);
    });
    expect(scores.filter((score) => score > 0.3).length).toBeGreaterThan(80);
    expect(new Set(scores).size).toBe(100);
  });

  it.each([
    ['a dot', [stroke([3, 3])]],
    ['a dash', [stroke([0, 0], [10, 0])]],
    ['a stem', [stroke([0, 0], [0, 10])]],
    ['a long line', drawnWord(150)],
  ])('draws %s', (_, strokes) => {
    for (let at = 0; at < 40; at++) {
      const line = renderLine(strokes, rng.fold(at), { height: 32 });
      expect(line.width).toBeLessThanOrEqual(64 * 32);
      expect(inkBounds(line).bottom).toBeGreaterThan(0);
    }
  });

  it('takes a millisecond or so for a word', () => {
    const most = 4;
    renderLine(word, rng, { height: 32 });
    const before = process.cpuUsage();
    for (let at = 0; at < 200; at++) renderLine(word, rng.fold(at), { height: 32 });
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1e3 / 200).toBeLessThan(most);
  });
});

describe('normaliseLine', () => {
  const grey = (line: { width: number; height: number; pixels: Uint8Array }) => ({
    ...line,
    pixels: line.pixels.map((value) => 255 - value),
  });
  const reference = normaliseLine(grey(drawn), { height: 32 });

  it('crops to the ink and leaves the margin on all sides', () => {
    const { left, right, top, bottom } = inkBounds(reference, 100);
    expect([top, 31 - bottom, left, reference.width - 1 - right]).toEqual([3, 3, 3, 3]);
  });

  it('sees the same line under any shade of paper, light or dark', () => {
    const shaded = {
      ...drawn,
      pixels: drawn.pixels.map((value, at) => {
        const paper = 120 + (100 * (at % drawn.width)) / drawn.width;
        return paper * (1 - (0.6 * value) / 255);
      }),
    };
    expect(likeness(normaliseLine(shaded, { height: 32 }), reference)).toBeGreaterThan(0.98);
    expect(normaliseLine({ ...drawn }, { height: 32 })).toEqual(reference);
  });

  it('does not crop to specks, and keeps them', () => {
    const [width, height] = [drawn.width + 200, drawn.height + 60];
    const pixels = new Uint8Array(width * height).fill(255);
    drawn.pixels.forEach((value, at) => {
      pixels[(Math.floor(at / drawn.width) + 30) * width + (at % drawn.width) + 100] = 255 - value;
    });
    const clean = normaliseLine({ width, height, pixels }, { height: 32 });
    expect(clean).toEqual(reference);
    pixels[5 * width + 3] = pixels[(height - 4) * width + width - 9] = 0;
    const inside = 34 * width + 100 + drawn.width / 2;
    pixels[Math.floor(inside)] = 0;
    const specked = normaliseLine({ width, height, pixels }, { height: 32 });
    expect(specked.width).toBe(clean.width);
    expect(likeness(specked, clean)).toBeGreaterThan(0.97);
  });

  it('does not blow up a dot to a line', () => {
    const dot = normaliseLine(grey(rasterise([stroke([0, 0])], { height: 60, penWidth: 12 })), {
      height: 30,
    });
    const { top, bottom } = inkBounds(dot);
    expect(bottom - top + 1).toBeLessThan(12);
    expect((top + bottom) / 2).toBeCloseTo(14.5, -0.5);
  });

  const blank = (paint: (x: number, y: number) => number) => ({
    width: 200,
    height: 60,
    pixels: Uint8Array.from({ length: 12000 }, (_, at) => paint(at % 200, Math.floor(at / 200))),
  });
  const noise = rng.fold('noise').normalValues(12000);
  it.each([
    ['white', blank(() => 255)],
    ['black', blank(() => 0)],
    ['shaded', blank((x, y) => 120 + x / 2 - y / 2)],
    ['noisy', blank((x, y) => 160 + 12 * noise[y * 200 + x]!)],
    ['noisy and overexposed', blank((x, y) => Math.min(255, 250 + 4 * noise[y * 200 + x]!))],
    ['specked', blank((x, y) => (x === 20 && y === 30 ? 0 : 230))],
  ])('finds no ink on %s paper', (_, picture) => {
    expect(() => normaliseLine(picture, { height: 32, name: 'page.png' })).toThrow(
      /^page.png: found no ink: .*200 by 60 pixels/,
    );
  });
});
