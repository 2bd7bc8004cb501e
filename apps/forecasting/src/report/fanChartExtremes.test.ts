import { svgToPng } from '@reprise/app/pictures';
import { inkAtBorder, parseSvg, textsOf } from '@reprise/testing/pictures';
import { describe, expect, it } from 'vitest';
import type { FanOptions } from './fan.ts';
import { makeFanOptions } from './fan.fixture.ts';
import { fanChart, fanCharts } from './fanChart.ts';
import { translation } from './svg.fixture.ts';

const HISTORY = Array.from({ length: 48 }, (_, month) => 100 + month + 20 * Math.sin(month / 2));
const MEDIAN = [150, 155, 148, 160, 171, 149];

const odd = '<script>alert("1")</script> & ]]> ' + 'W'.repeat(200);
const NUMBERS: readonly (readonly [string, FanOptions & { valueLabel?: string }])[] = [
  ['one value', makeFanOptions({ values: [5], median: [5, 6] })],
  ['one value, one step, no times', makeFanOptions({ values: [5], median: [5], start: undefined })],
  [
    'a constant series',
    makeFanOptions({ values: Array<number>(30).fill(7), median: Array<number>(6).fill(7), spread: 0 }),
  ],
  [
    'all zero',
    makeFanOptions({ values: Array<number>(30).fill(0), median: Array<number>(6).fill(0), spread: 0 }),
  ],
  ['no value at all', makeFanOptions({ values: Array<number>(30).fill(NaN), median: [1, 2] })],
  [
    'huge numbers',
    makeFanOptions({
      values: HISTORY.map((value) => value * 1e300),
      median: MEDIAN.map((value) => value * 1e300),
      spread: 1e300,
    }),
  ],
  [
    'tiny numbers',
    makeFanOptions({
      values: HISTORY.map((value) => -value * 1e-300),
      median: MEDIAN.map((value) => -value * 1e-300),
      spread: 1e-300,
    }),
  ],
  [
    'small differences of large numbers',
    makeFanOptions({
      values: HISTORY.map((value) => 1e9 + value),
      median: MEDIAN.map((value) => 1e9 + value),
    }),
  ],
  [
    'negative numbers',
    makeFanOptions({
      values: HISTORY.map((value) => -value * 1e4),
      median: MEDIAN.map((value) => -value * 1e4),
      spread: 3e4,
    }),
  ],
  ['an odd, long name', { ...makeFanOptions({ id: odd, values: HISTORY, median: MEDIAN }), valueLabel: odd }],
  [
    'hours over a change of the clock',
    makeFanOptions({
      values: Array.from({ length: 200 }, (_, hour) => hour % 24),
      median: Array.from({ length: 48 }, (_, hour) => hour % 24),
      frequency: { unit: 'hour', count: 1 },
      timeZone: 'Europe/Berlin',
      start: Date.UTC(2024, 2, 25),
    }),
  ],
  [
    'years',
    makeFanOptions({
      values: HISTORY,
      median: MEDIAN,
      frequency: { unit: 'year', count: 1 },
      start: Date.UTC(1970, 0, 1),
    }),
  ],
  [
    'three thousand steps ahead',
    makeFanOptions({
      values: HISTORY,
      median: Array.from({ length: 3000 }, (_, step) => step),
      frequency: { unit: 'day', count: 1 },
    }),
  ],
];

describe.each(NUMBERS)('fanChart of %s', (_, options) => {
  it('is cut off nowhere, and its labels stand apart', async () => {
    const others = [{ name: `other ${odd}`, forecast: options.forecast }];
    const svg = await fanChart({ ...options, others });
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    expect(await inkAtBorder(svg, svgToPng)).toBe(0);
    const root = parseSvg(svg);
    expect(root.querySelector('script')).toBeNull();
    const y = [...root.querySelectorAll('[aria-label="y-axis tick label"] text')];
    expect(y.length).toBeGreaterThanOrEqual(3);
    expect(new Set(y.map((text) => text.textContent)).size).toBe(y.length);
    const heights = y.map((text) => translation(text)[1]).sort((a, b) => a - b);
    heights.slice(1).forEach((height, index) => {
      expect(height - heights[index]!).toBeGreaterThanOrEqual(18);
    });
    const rows = new Map<number, { left: number; right: number }[]>();
    for (const text of root.querySelectorAll('[aria-label="x-axis tick label"] text')) {
      const lines = [...text.querySelectorAll('tspan')].map((line) => line.textContent);
      (lines.length > 0 ? lines : [text.textContent]).forEach((line, row) => {
        const [x] = translation(text);
        const half = (line.length * 13 * 0.65) / 2;
        rows.set(row, [...(rows.get(row) ?? []), { left: x - half, right: x + half }]);
      });
    }
    expect(rows.get(0)!.length).toBeGreaterThanOrEqual(1);
    for (const row of rows.values()) {
      row.slice(1).forEach(({ left }, index) => {
        expect(left).toBeGreaterThan(row[index]!.right);
      });
    }
  });
});

describe('fanCharts', () => {
  const panel = (id: string) => makeFanOptions({ id, values: HISTORY, median: MEDIAN });

  it('draws at most twelve series, and says how many it leaves out', async () => {
    const panels = Array.from({ length: 15 }, (_, index) => panel(`series ${index}`));
    const svg = await fanCharts(panels, { title: 'All' });
    const root = parseSvg(svg);
    const places = [...root.querySelectorAll('svg')].map(
      (one) => `${one.getAttribute('x')} ${one.getAttribute('y')}`,
    );
    expect(new Set(places).size).toBe(12);
    const texts = textsOf(root, 'text');
    expect(texts).toContain('series 11');
    expect(texts).not.toContain('series 12');
    expect(texts).toContain('3 more series are not drawn');
    // One legend stands for all.
    expect(texts.filter((text) => text === 'forecast (median)')).toHaveLength(1);
    expect(await inkAtBorder(svg, svgToPng)).toBe(0);
  });

  it.each([1, 2, 3, 5])('fits %d panels with long names', async (count) => {
    const panels = Array.from({ length: count }, (_, index) => panel(`${index} ${odd}`));
    const svg = await fanCharts(panels);
    expect([...parseSvg(svg).querySelectorAll('svg')]).toHaveLength(count);
    expect(await inkAtBorder(svg, svgToPng)).toBe(0);
  });

  it('refuses no series, and panels that one legend cannot explain', async () => {
    await expect(fanCharts([])).rejects.toThrow('fanCharts: expected a series or more, got none');
    const other = makeFanOptions({ values: HISTORY, median: MEDIAN, levels: [0.1, 0.5, 0.9] });
    await expect(fanCharts([panel('a'), other])).rejects.toThrow(
      /same intervals .* got 95 % .* and 80 % interval/,
    );
  });
});
