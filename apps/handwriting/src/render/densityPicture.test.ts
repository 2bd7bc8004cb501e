import { svgToPng } from '@reprise/app/pictures';
import { decodePng, inkAtBorder, parseSvg, sizeOf } from '@reprise/testing/pictures';
import { describe, expect, it } from 'vitest';
import { densityPicture } from './densityPicture.ts';
import { mixtureDensity, type PenMixture } from './mixtureDensity.ts';

const page = { left: -10, top: 20, width: 40, height: 20 };
const mixture: PenMixture = {
  weights: [0.75, 0.25],
  meanX: [0, 18],
  meanY: [28, 33],
  deviationX: [2, 1.5],
  deviationY: [1, 1.5],
  correlation: [0.6, -0.3],
};

describe('mixtureDensity', () => {
  it('is a density: it adds up to 1 over the page', () => {
    const { values } = mixtureDensity([mixture, mixture], page, { columns: 200, rows: 100 });
    const sum = values.reduce((total, value) => total + value, 0) * 0.2 * 0.2;
    expect(sum).toBeCloseTo(1, 3);
  });

  it('has the mean, variances and correlation of its Gaussian', () => {
    const one = { ...mixture, weights: [1] };
    const { values } = mixtureDensity([one], page, { columns: 200, rows: 100 });
    const mean = (of: (x: number, y: number) => number) =>
      values.reduce((sum, value, at) => {
        const [x, y] = [-10 + 0.2 * ((at % 200) + 0.5), 20 + 0.2 * (Math.floor(at / 200) + 0.5)];
        return sum + 0.04 * value * of(x, y);
      }, 0);
    expect(mean((x) => x)).toBeCloseTo(0, 2);
    expect(mean((_, y) => y)).toBeCloseTo(28, 2);
    expect(mean((x) => x * x)).toBeCloseTo(4, 1);
    expect(mean((_, y) => (y - 28) ** 2)).toBeCloseTo(1, 2);
    expect(mean((x, y) => x * (y - 28))).toBeCloseTo(0.6 * 2 * 1, 1);
  });

  it('loses no Gaussian between the cells', () => {
    const sharp = { ...mixture, deviationX: [1e-6, 1e-6], deviationY: [1e-6, 1e-6] };
    const { values } = mixtureDensity([sharp], page, { columns: 40, rows: 20 });
    expect(values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 1);
  });

  it.each([
    ['no mixture', [], {}, { columns: 4, rows: 4 }],
    ['no cells', [mixture], {}, { columns: 0, rows: 4 }],
    ['no page', [mixture], { width: 0 }, { columns: 4, rows: 4 }],
    ['a line', [{ ...mixture, correlation: [1, 0] }], {}, { columns: 4, rows: 4 }],
    ['a mean nowhere', [{ ...mixture, meanX: [NaN, 0] }], {}, { columns: 4, rows: 4 }],
    ['a missing list', [{ ...mixture, meanY: [1] }], {}, { columns: 4, rows: 4 }],
  ])('refuses %s', (_, mixtures, box, cells) => {
    expect(() => mixtureDensity(mixtures, { ...page, ...box }, cells)).toThrow(/^mixtureDensity: expected/);
  });
});

describe('densityPicture', () => {
  const density = mixtureDensity([mixture], page, { columns: 160, rows: 80 });
  const strokes = [{ x: Float64Array.of(-5, 25), y: Float64Array.of(38, 38) }];

  it('is darkest where the density is highest, and draws the ink where it is on the page', async () => {
    const svg = await densityPicture({ density, strokes });
    const { width, rgba } = decodePng(await svgToPng(svg, { width: sizeOf(svg).width }));
    // 840 pixels for 40 units, behind a padding of 16.
    const pixelAt = (x: number, y: number) => {
      const at = 4 * (Math.round(16 + 21 * (y - 20)) * width + Math.round(16 + 21 * (x + 10)));
      return [...rgba.subarray(at, at + 3)];
    };
    const light = (x: number, y: number) => pixelAt(x, y).reduce((sum, value) => sum + value, 0);
    expect(light(0, 28)).toBeLessThan(250);
    expect(light(0, 28)).toBeLessThan(light(18, 33));
    expect(light(18, 33)).toBeLessThan(light(22, 33));
    expect(pixelAt(-8, 36)).toEqual([255, 255, 255]);
    // With the correlation, y falls with x in the page's own direction.
    expect(light(3, 29)).toBeLessThan(light(3, 27) - 100);
    const [red = 0, , blue = 0] = pixelAt(10, 38);
    expect(red - blue).toBeGreaterThan(80);
  });

  it('has a path for each shade and one for each stroke, names itself, and is not cut off', async () => {
    const svg = await densityPicture({ density, strokes, title: 'Where <the> pen goes' });
    const root = parseSvg(svg);
    const shades = [...root.querySelectorAll('[aria-label=contour] path')];
    expect(shades.length).toBeGreaterThan(8);
    expect(new Set(shades.map((path) => path.getAttribute('fill'))).size).toBe(shades.length);
    expect([...root.querySelectorAll('[aria-label=line] path')]).toHaveLength(1);
    expect(root.querySelector('title')!.textContent).toBe('Where <the> pen goes');
    expect(await inkAtBorder(svg, svgToPng)).toBe(0);
  });

  it('refuses an empty density', async () => {
    const none = { ...density, values: density.values.map(() => 0) };
    await expect(densityPicture({ density: none, strokes })).rejects.toThrow(/some above 0/);
    await expect(densityPicture({ density: { ...density, rows: 79 }, strokes })).rejects.toThrow(/160 by 79/);
  });
});
