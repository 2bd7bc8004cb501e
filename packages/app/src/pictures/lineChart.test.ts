import { inkAtBorder, parseSvg, sizeOf, textsOf, type SvgElement } from '@reprise/testing/pictures';
import { describe, expect, it } from 'vitest';
import { lineChart } from './lineChart.ts';
import type { LineChartOptions, Series } from './lineChart.ts';
import { svgToPng } from './writePicture.ts';

const byLength: LineChartOptions = {
  title: 'BLEU by sentence length',
  xLabel: 'words',
  yLabel: 'BLEU',
  series: [
    {
      name: 'attention',
      points: [
        ['1–5', 50],
        ['6–10', 45],
        ['over 10', 40],
      ],
    },
    {
      name: 'fixed <context>',
      points: [
        ['1–5', 50],
        ['6–10', 30],
        ['over 10', 10],
      ],
    },
  ],
};

function parse(svg: string) {
  const root = parseSvg(svg);
  return { root, lines: [...root.querySelectorAll('[aria-label=line] path')] };
}

/** The corners of a path of straight lines. */
function corners(path: SvgElement): number[][] {
  const pairs = (path.getAttribute('d') ?? '').split(/[ML]/).slice(1);
  return pairs.map((pair) => pair.split(',').map(Number));
}

/** How far a transform="translate(x,y)" moves down. */
function shiftDown(element: SvgElement): number {
  return Number(/translate\([^,]*,([^)]*)\)/.exec(element.getAttribute('transform') ?? '')?.[1]);
}

describe('lineChart', () => {
  it('draws each series as a line through its points, upwards for more', async () => {
    const { lines, root } = parse(await lineChart(byLength));
    expect(textsOf(root, '[aria-label="x-axis tick label"] text')).toEqual(['1–5', '6–10', 'over 10']);
    expect(textsOf(root, '[aria-label="y-axis tick label"] text')).toEqual([
      '0',
      '10',
      '20',
      '30',
      '40',
      '50',
    ]);
    const [attention, fixed] = lines.map(corners);
    expect(attention![0]).toEqual(fixed![0]);
    const xs = attention!.map(([x]) => x!);
    expect(xs[1]! - xs[0]!).toBeCloseTo(xs[2]! - xs[1]!, 2);
    // 280 pixels for the 50 of the axis
    expect(attention![2]![1]! - attention![0]![1]!).toBeCloseTo((10 / 50) * 280, 2);
    expect(fixed![2]![1]! - fixed![0]![1]!).toBeCloseTo((40 / 50) * 280, 2);
  });

  it('names the lines, the axes and itself', async () => {
    const { root } = parse(await lineChart(byLength));
    const all = textsOf(root, 'text');
    for (const name of ['attention', 'fixed <context>', 'words', 'BLEU', 'BLEU by sentence length']) {
      expect(all).toContain(name);
    }
    expect(root.getAttribute('aria-label')).toBe('BLEU by sentence length');
    const { xLabel, yLabel, series } = byLength;
    expect(parse(await lineChart({ xLabel, yLabel, series })).root.getAttribute('aria-label')).toBe(
      'BLEU by words',
    );
  });

  it('keeps the names of lines that end together apart, and colours and shapes different', async () => {
    const series = Array.from({ length: 7 }, (_, index): Series => ({
      name: `line ${index}`,
      points: [
        ['a', index],
        ['b', 3],
      ],
    }));
    const { root } = parse(await lineChart({ xLabel: 'x', yLabel: 'y', series }));
    const heights = [...root.querySelectorAll('[aria-label=text]')]
      .filter((group) => group.textContent.startsWith('line '))
      .map((group) => shiftDown(group) + shiftDown(group.querySelector('text')!))
      .sort((a, b) => a - b);
    expect(heights).toHaveLength(7);
    for (const [index, height] of heights.slice(1).entries()) {
      expect(height - heights[index]!).toBeGreaterThanOrEqual(20 - 1e-6);
    }
    const strokes = [...root.querySelectorAll('[aria-label=line]')].map((group) =>
      group.getAttribute('stroke'),
    );
    expect(new Set(strokes).size).toBe(7);
  });

  it('leaves a gap at NaN and puts numbers in proportion', async () => {
    const points: Series['points'] = [
      [1, 1],
      [2, 2],
      [3, NaN],
      [4, 4],
      [8, 5],
    ];
    const { lines, root } = parse(
      await lineChart({ xLabel: 'x', yLabel: 'y', series: [{ name: 'a', points }] }),
    );
    expect(lines[0]!.getAttribute('d')!.match(/M/g)).toHaveLength(2);
    const xs = [...root.querySelectorAll('[aria-description=a] circle')].map((dot) =>
      Number(dot.getAttribute('cx')),
    );
    expect(xs).toHaveLength(4);
    expect((xs[3]! - xs[2]!) / (xs[1]! - xs[0]!)).toBeCloseTo(4, 6);
  });

  it('has a second line below the axis for categories that have one', async () => {
    const rename = (x: string | number): string => `${x}\n${String(x).length} letters`;
    const series = byLength.series.map(({ name, points }): Series => ({
      name,
      points: points.map(([x, y]) => [rename(x), y]),
    }));
    const [one, two] = [await lineChart(byLength), await lineChart({ ...byLength, series })];
    const lines = textsOf(parseSvg(two), '[aria-label="x-axis tick label"] tspan');
    expect(lines).toEqual(['1–5', '3 letters', '6–10', '4 letters', 'over 10', '7 letters']);
    expect(sizeOf(two).height - sizeOf(one).height).toBe(17);
    expect(await inkAtBorder(two, svgToPng)).toBe(0);
  });

  it.each<[string, LineChartOptions]>([
    ['usual values', byLength],
    [
      'long names, many categories, large and negative values',
      {
        title: 'A long title. '.repeat(12),
        xLabel: 'A long label',
        yLabel: 'Another long label of this axis',
        series: [
          {
            name: 'A name that is longer than forty letters and so is cut',
            points: Array.from({ length: 30 }, (_, index): [string, number] => [
              `MAMMOGRAM ${index}`,
              -1e5 * index,
            ]),
          },
          { name: 'b', points: [['MAMMOGRAM 0', 1e6]] },
        ],
      },
    ],
    ['one point, at 0', { xLabel: 'x', yLabel: 'y', series: [{ name: 'a', points: [[0, 0]] }] }],
    [
      'tiny values',
      {
        xLabel: 'x',
        yLabel: 'y',
        series: [
          {
            name: 'a',
            points: [
              [1e-6, 1e-7],
              [2e-6, 3e-7],
            ],
          },
        ],
      },
    ],
  ])('cuts off nothing: %s', async (_, options) => {
    expect(await inkAtBorder(await lineChart(options), svgToPng)).toBe(0);
  });

  it('refuses no series, too many, and one without a value', async () => {
    const labels = { xLabel: 'x', yLabel: 'y' };
    const series: Series = { name: 'a', points: [[1, 1]] };
    await expect(lineChart({ ...labels, series: [] })).rejects.toThrow(/1 to 7 series, got 0/);
    await expect(lineChart({ ...labels, series: Array<Series>(8).fill(series) })).rejects.toThrow(/got 8/);
    await expect(lineChart({ ...labels, series: [{ name: 'b', points: [[1, NaN]] }] })).rejects.toThrow(
      /"b" has none/,
    );
  });
});
