import { parseSvg, textsOf, type SvgElement } from '@reprise/testing/pictures';
import { describe, expect, it } from 'vitest';
import type { FanOptions } from './fan.ts';
import { makeFanOptions, makeForecast } from './fan.fixture.ts';
import { fanChart } from './fanChart.ts';
import { numberOf, translation } from './svg.fixture.ts';

const HISTORY = Array.from({ length: 48 }, (_, month) => 100 + month + 20 * Math.sin(month / 2));
const MEDIAN = [150, 155, 148, 160, 171, 149];

/** From a pixel's height to the value there, by two labels of the axis. */
function valueScale(root: SvgElement): (y: number) => number {
  const ticks = [...root.querySelectorAll('[aria-label="y-axis tick label"] text')].map((text) => ({
    value: numberOf(text.textContent),
    y: translation(text)[1],
  }));
  const [one, other] = [ticks[0]!, ticks.at(-1)!];
  return (y) => one.value + ((y - one.y) / (other.y - one.y)) * (other.value - one.value);
}

/** The corners of the paths of a mark, in pixels. */
function corners(root: SvgElement, description: string): [x: number, y: number][] {
  const path = root.querySelector(`[aria-description="${description}"] path`);
  const numbers = (path?.getAttribute('d') ?? '').match(/-?[\d.]+(e-?\d+)?/g) ?? [];
  return Array.from({ length: numbers.length / 2 }, (_, index) => [
    Number(numbers[2 * index]),
    Number(numbers[2 * index + 1]),
  ]);
}

async function draw(options: FanOptions & { title?: string; valueLabel?: string; name?: string }) {
  const root = parseSvg(await fanChart(options));
  const toValue = valueScale(root);
  return {
    root,
    values: (description: string) => corners(root, description).map(([, y]) => toValue(y)),
    xs: (description: string) => corners(root, description).map(([x]) => x),
  };
}

function expectClose(got: readonly number[], expected: readonly number[], tolerance: number): void {
  expect(got).toHaveLength(expected.length);
  got.forEach((value, index) => {
    expect(Math.abs(value - expected[index]!)).toBeLessThanOrEqual(tolerance);
  });
}

describe('fanChart', () => {
  it('draws history, what came, median and bands at their values', async () => {
    const options = makeFanOptions({ values: HISTORY, median: MEDIAN, spread: 5 });
    const actual = Float64Array.from(MEDIAN, (value) => value + 7);
    const others = [{ name: 'naive', forecast: makeForecast(options.forecast, [1, 2, 3, 4, 5, 6]) }];
    const { values, xs } = await draw({ ...options, actual, others, historySteps: 12 });
    const last = HISTORY.at(-1)!;
    expectClose(values('actual'), [...HISTORY.slice(-12), ...actual], 0.2);
    expectClose(values('median'), [last, ...MEDIAN], 0.2);
    expectClose(values('naive'), [last, 1, 2, 3, 4, 5, 6], 0.2);
    const band = (low: number, high: number) => [
      ...[last, ...MEDIAN.map((value) => value + 5 * high)],
      ...[...MEDIAN.map((value) => value + 5 * low).reverse(), last],
    ];
    expectClose(values('95 % interval'), band(-3, 4), 0.2);
    expectClose(values('80 % interval'), band(-2, 2), 0.2);
    expectClose(values('50 % interval'), band(-1, 1), 0.2);
    const steps = xs('actual');
    const width = (steps.at(-1)! - steps[0]!) / (steps.length - 1);
    expectClose(
      steps.slice(1).map((x, index) => x - steps[index]!),
      Array<number>(17).fill(width),
      0.01,
    );
    expectClose(xs('median'), steps.slice(11), 0.01);
  });

  it('puts a rule behind the history, and labels steps by what the calendar shows', async () => {
    const { root, xs } = await draw(makeFanOptions({ values: HISTORY, median: MEDIAN }));
    const rule = root.querySelector('[aria-description="last step of the history"] line')!;
    expect(Number(rule.getAttribute('x1'))).toBeCloseTo(xs('median')[0]!, 2);
    // 24 months of history: from January 2022 on.
    // A label and what it is part of are two lines of one text.
    const ticks = textsOf(root, '[aria-label="x-axis tick label"] text');
    expect(ticks.slice(0, 5)).toEqual(['Jan2022', 'Apr', 'Jul', 'Oct', 'Jan2023']);
    const january = root.querySelector('[aria-label="x-axis tick label"] text')!;
    expect(translation(january)[0]).toBeCloseTo(xs('actual')[0]!, 2);
  });

  it('leaves gaps where values are missing, and dots where they stand alone', async () => {
    const values = [1, 2, NaN, 4, NaN, 6, 7, NaN];
    const { root, xs, values: at } = await draw(makeFanOptions({ values, median: [5, 5, 5] }));
    const path = root.querySelector('[aria-description=actual] path')!.getAttribute('d')!;
    expect(path.match(/M/g)).toHaveLength(3);
    expect([...root.querySelectorAll('[aria-label=dot] circle')]).toHaveLength(1);
    // The last value is missing, so that the fan begins a step ahead of it.
    expectClose(at('median'), [5, 5, 5], 1e-3);
    const rule = Number(
      root.querySelector('[aria-description="last step of the history"] line')!.getAttribute('x1'),
    );
    expect(xs('median')[0]).toBeGreaterThan(rule);
  });

  it('draws a single step as bars and a dot', async () => {
    const { root } = await draw(makeFanOptions({ values: [3, 4], median: [5] }));
    const bars = [...root.querySelectorAll('[aria-description$=" interval"] line')];
    expect(bars).toHaveLength(3);
    expect([...root.querySelectorAll('[aria-label=area]')]).toEqual([]);
    expect([...root.querySelectorAll('[aria-label=dot] circle')]).toHaveLength(1);
  });

  it('counts steps where there are no times', async () => {
    const { root } = await draw(makeFanOptions({ values: HISTORY, median: MEDIAN, start: undefined }));
    expect(textsOf(root, 'text')).toContain('steps ahead');
    const ticks = textsOf(root, '[aria-label="x-axis tick label"] text').map(numberOf);
    expect(ticks).toContain(0);
    expect(ticks.every((tick) => Number.isInteger(tick) && tick >= -23 && tick <= 6)).toBe(true);
  });

  it('tells the values of each step ahead when pointed at', async () => {
    const options = makeFanOptions({ values: HISTORY, median: [150, 155.25], spread: 5 });
    const actual = Float64Array.of(NaN, 154);
    const { root } = await draw({ ...options, actual });
    expect(textsOf(root, '[aria-label=rule] title')).toEqual([
      [
        '2024-01-01',
        'median 150.0',
        '95 % interval 135.0 to 170.0',
        '80 % interval 140.0 to 160.0',
        '50 % interval 145.0 to 155.0',
      ].join('\n'),
      [
        '2024-02-01',
        'actual 154.0',
        'median 155.3',
        '95 % interval 140.3 to 175.3',
        '80 % interval 145.3 to 165.3',
        '50 % interval 150.3 to 160.3',
      ].join('\n'),
    ]);
  });

  it('names itself, the method and the intervals', async () => {
    const options = makeFanOptions({ values: HISTORY, median: MEDIAN, levels: [0.1, 0.5, 0.9] });
    const svg = await fanChart({ ...options, title: 'Sales & <more>', name: 'DeepAR', valueLabel: 'pieces' });
    expect(svg).toContain('aria-label="Sales &amp; &lt;more&gt;"');
    const texts = textsOf(parseSvg(svg), 'text');
    for (const text of ['Sales & <more>', 'history', 'DeepAR (median)', '80 % interval', 'pieces']) {
      expect(texts).toContain(text);
    }
    expect(texts).not.toContain('95 %');
    expect(parseSvg(await fanChart(options)).getAttribute('aria-label')).toBe('sales');
  });
});
