import { expect, test } from 'vitest';
import type { Row } from '../compare.ts';
import { WORKS } from '../works.ts';
import { barChart } from './barChart.ts';
import { comparisonPictures } from './comparisonPictures.ts';
import { scalingChart } from './scalingChart.ts';

const MACHINE = { cpu: 'A CPU', cores: 8, threads: 4, memoryGB: 16, system: 'linux x64' };

function attributesOf(svg: string, element: string, attribute: string): number[] {
  return [...svg.matchAll(new RegExp(`<${element} [^>]*\\b${attribute}="([^"]*)"`, 'g'))].map(([, value]) =>
    Number(value),
  );
}

function row(name: string, peer: Row['peer'], oursMs: number, peerMs: number): Row {
  return { name, peer, oursMs, peerMs, ratio: peerMs / oursMs, oursMinMs: 1, peerMinMs: 1, repetitions: 15 };
}

/** Whether every element that is opened is closed, in order. */
function isWellFormed(svg: string): boolean {
  const open: string[] = [];
  for (const [, close, name, self] of svg.matchAll(/<(\/?)([a-z]+)[^<>]*?(\/?)>/g)) {
    if (close === '/') {
      if (open.pop() !== name) return false;
    } else if (self !== '/') open.push(name as string);
  }
  return open.length === 0;
}

test('bars are as long as their values are large, and names cannot break the file', () => {
  const svg = barChart({
    title: 'A < B & "C"',
    bars: [
      { label: 'ours', value: 10, words: '10 ms', color: '#000' },
      { label: '<peer>', value: 40, words: '40 ms', color: '#111' },
    ],
  });
  const [short, long] = attributesOf(svg, 'rect', 'width').filter((width) => width > 0);
  expect((long as number) / (short as number)).toBeCloseTo(4, 3);
  expect(svg).toContain('&lt;peer&gt;');
  expect(svg).toContain('aria-label="A &lt; B &amp; &quot;C&quot;"');
  expect(isWellFormed(svg)).toBe(true);
});

test('the line to compare with stands where a bar of its value would end', () => {
  const bar = (value: number) => ({ label: 'a', value, words: '', color: '#000' });
  const svg = barChart({ title: 'ratios', bars: [bar(1), bar(2)], reference: 1 });
  const [x] = attributesOf(svg, 'line', 'x1');
  const widths = attributesOf(svg, 'rect', 'width').filter((width) => width > 0);
  const [left] = attributesOf(svg, 'rect', 'x');
  expect(x).toBeCloseTo((left as number) + (widths[0] as number), 1);
});

test('a chart of nothing, or of what is no number, is refused', () => {
  expect(() => barChart({ title: '', bars: [] })).toThrow('barChart: expected at least one bar');
  const bars = [{ label: '', value: NaN, words: '', color: '' }];
  expect(() => barChart({ title: '', bars })).toThrow('got NaN');
});

test('there is a picture of each comparison and one of all', () => {
  const rows = [
    row('lstm-20x20x200', 'PyTorch', 5, 10),
    row('keyboard-step-onnx-runtime', 'ONNX Runtime', 1, 3),
  ];
  const pictures = comparisonPictures(rows, WORKS, MACHINE);
  expect([...pictures.keys()]).toEqual(['lstm-20x20x200.svg', 'keyboard-step-onnx-runtime.svg', 'all.svg']);
  expect(pictures.get('lstm-20x20x200.svg')).toContain('LSTM layer, training: 20 steps, batch 20, 200 units');
  expect(pictures.get('lstm-20x20x200.svg')).toContain('>5.00 ms<');
  expect(pictures.get('all.svg')).toContain('>lstm-20x20x200, PyTorch<');
  expect(pictures.get('all.svg')).toContain('>keyboard-step-onnx-runtime<');
  expect([...pictures.values()].every(isWellFormed)).toBe(true);
  expect([...comparisonPictures(rows.slice(1), WORKS, MACHINE).keys()]).toHaveLength(1);
});

test('growth in proportion is a straight line, and what a logarithm has no place for is left out', () => {
  const curve = (name: 'Reprise' | 'PyTorch', points: [number, number][]) => ({ name, points });
  const panel = {
    xLabel: 'steps',
    curves: [
      curve('Reprise', [
        [16, 1],
        [64, 4],
        [256, 16],
      ]),
      curve('PyTorch', [
        [16, 0],
        [64, 2],
      ]),
    ],
  };
  const svg = scalingChart({ title: 'growth', note: '', rows: [{ yLabel: 'ms', panels: [panel] }] });
  expect(isWellFormed(svg)).toBe(true);
  expect(svg).not.toMatch(/NaN|Infinity/);
  const [ours, peer] = [...svg.matchAll(/points="([^"]*)"/g)].map(([, list]) =>
    (list as string).split(' ').map((point) => point.split(',').map(Number) as [number, number]),
  );
  const [a, b, c] = ours as [number, number][];
  expect((b![1] - a![1]) / (b![0] - a![0])).toBeCloseTo((c![1] - b![1]) / (c![0] - b![0]), 1);
  expect(peer).toHaveLength(1);
});
