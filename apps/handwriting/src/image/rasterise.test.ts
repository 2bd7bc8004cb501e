import { describe, expect, it } from 'vitest';
import { drawSegment } from './penSegment.ts';
import { rasterise } from './rasterise.ts';
import { drawnWord, inkBounds, inkOf, stroke } from './strokes.fixture.ts';

function segmentInk(from: [number, number], to: [number, number], radius: number): number {
  const canvas = { width: 120, height: 120, pixels: new Uint8Array(120 * 120) };
  const [pen, end] = [from, to].map(([x, y]) => ({ x, y, radius, darkness: 255 }));
  drawSegment(canvas, pen!, end!);
  return inkOf(canvas);
}

describe('drawSegment', () => {
  it.each([
    ['level', [20, 60], [100, 60], 4],
    ['upright, between pixels', [60.3, 20], [60.3, 100], 2.5],
    ['slanting', [25, 30], [90, 85], 3],
    ['steep', [55, 10], [62, 110], 1],
    ['thinner than a pixel', [20, 37.2], [100, 71.9], 0.3],
    ['a dot', [60.4, 59.7], [60.4, 59.7], 6],
  ] as const)('leaves as much ink as a capsule has area: %s', (_, from, to, radius) => {
    const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
    const area = 2 * radius * length + Math.PI * radius ** 2;
    expect(segmentInk([...from], [...to], radius) / area).toBeCloseTo(1, 1.5);
  });

  it('agrees with counting points inside the capsule, pixel by pixel', () => {
    const canvas = { width: 24, height: 16, pixels: new Uint8Array(24 * 16) };
    const from = { x: 5.3, y: 4.1, radius: 2, darkness: 255 };
    const to = { x: 18.2, y: 11.6, radius: 2, darkness: 255 };
    drawSegment(canvas, from, to);
    const side = 16;
    canvas.pixels.forEach((value, at) => {
      let inside = 0;
      for (let sub = 0; sub < side * side; sub++) {
        const x = (at % 24) + ((sub % side) + 0.5) / side - from.x;
        const y = Math.floor(at / 24) + (Math.floor(sub / side) + 0.5) / side - from.y;
        const [dx, dy] = [to.x - from.x, to.y - from.y];
        const along = Math.min(1, Math.max(0, (x * dx + y * dy) / (dx * dx + dy * dy)));
        if (Math.hypot(x - along * dx, y - along * dy) <= 2) inside += 1;
      }
      // The width along the way to the line stands for the area: within a tenth of a pixel of it.
      expect(Math.abs(value / 255 - inside / side ** 2)).toBeLessThan(0.1);
    });
  });

  it('goes evenly from one width and darkness to the next, and stops at the border', () => {
    const canvas = { width: 40, height: 20, pixels: new Uint8Array(800) };
    drawSegment(
      canvas,
      { x: -5, y: 10, radius: 1, darkness: 255 },
      { x: 45, y: 10, radius: 6, darkness: 55 },
    );
    const columns = [2, 12, 22, 32].map((x) =>
      Array.from({ length: 20 }, (_, y) => canvas.pixels[y * 40 + x]!).filter((value) => value > 0),
    );
    const heights = columns.map((column) => column.length);
    expect(heights).toEqual([...heights].sort((a, b) => a - b));
    expect(Math.max(...columns[0]!) - Math.max(...columns[3]!)).toBeCloseTo(120, -1);
  });
});

describe('rasterise', () => {
  it('fills the height but for the margin, and is as wide as the ink asks', () => {
    const image = rasterise([stroke([0, 0], [30, 10], [0, 10], [30, 0])], {
      height: 40,
      penWidth: 2,
      margin: 4,
    });
    expect(inkBounds(image, 64)).toMatchObject({ left: 4, right: image.width - 5, top: 4, bottom: 35 });
    // The pen's middle goes up and down 30 pixels and three times as far across.
    expect(image.width).toBe(90 + 2 + 8);
  });

  it('is the same wherever and however large the ink is', () => {
    const word = drawnWord();
    const moved = word.map(({ x, y }) => ({
      x: x.map((at) => at * 37 + 9000),
      y: y.map((at) => at * 37 - 400),
    }));
    const [image, other] = [word, moved].map((strokes) => rasterise(strokes, { height: 32, penWidth: 2 }));
    expect(other!.width).toBe(image!.width);
    const differences = image!.pixels.map((value, at) => Math.abs(value - other!.pixels[at]!));
    expect(Math.max(...differences)).toBeLessThanOrEqual(1);
  });

  it('draws a dot as a disc in the middle, and a dash as a line twice as wide as the line is high', () => {
    const dot = rasterise([stroke([5, 5])], { height: 32, penWidth: 6 });
    expect(inkOf(dot)).toBeCloseTo(Math.PI * 9, -0.5);
    const dash = rasterise([stroke([0, 0], [9, 0])], { height: 32, penWidth: 2, margin: 3 });
    expect(dash.width).toBe(2 * (32 - 8) + 8);
    expect(inkBounds(dash)).toMatchObject({ top: 15, bottom: 16 });
  });

  it('centres the ink in a given width, and shrinks what is too wide for it', () => {
    const word = drawnWord(12);
    const own = rasterise(word, { height: 32, penWidth: 2 });
    const roomy = inkBounds(rasterise(word, { height: 32, width: own.width + 40, penWidth: 2 }), 64);
    expect(roomy.left - 20).toBeCloseTo(inkBounds(own, 64).left, -0.5);
    const narrow = rasterise(word, { height: 32, width: 60, penWidth: 2, margin: 3 });
    expect(narrow.width).toBe(60);
    const { left, right, top, bottom } = inkBounds(narrow, 64);
    expect([left, right]).toEqual([3, 56]);
    expect(top - 0).toBeCloseTo(31 - bottom, -0.5);
    expect(top).toBeGreaterThan(6);
  });

  it('widens, presses and fades as told', () => {
    const word = drawnWord();
    const options = { height: 32, penWidth: 2 };
    const plain = rasterise(word, options);
    const wide = rasterise(word, { ...options, widening: 1.5 });
    // The pen and the margins are not widened.
    expect(Math.abs(wide.width - 8 - 1.5 * (plain.width - 8))).toBeLessThan(2);
    const even = (width: number, darkness: number) =>
      word.map(({ x }) => ({
        width: new Float32Array(x.length).fill(width),
        darkness: new Float32Array(x.length).fill(darkness),
      }));
    expect(rasterise(word, { ...options, pressure: even(1, 1) })).toEqual(plain);
    expect(Math.max(...rasterise(word, { ...options, pressure: even(1, 0.5) }).pixels)).toBe(128);
    expect(inkOf(rasterise(word, { ...options, pressure: even(0.5, 1) }))).toBeLessThan(0.62 * inkOf(plain));
  });

  it.each([
    ['no points', [], {}],
    ['a point nowhere', [stroke([0, 0], [NaN, 1])], {}],
    ['no room', drawnWord(), { height: 4 }],
    ['no pen', drawnWord(), { penWidth: 0 }],
    ['no width', drawnWord(), { width: 4 }],
    ['half a pixel', drawnWord(), { height: 20.5 }],
  ])('refuses %s', (_, strokes, options) => {
    expect(() => rasterise(strokes, { height: 32, penWidth: 2, ...options })).toThrow(/^rasterise: expected/);
  });
});
