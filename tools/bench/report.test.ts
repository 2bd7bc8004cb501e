import { expect, test } from 'vitest';
import type { Row } from './compare.ts';
import { alignColumns, formatMs, formatTable } from './report.ts';
import { WORKS } from './works.ts';

const MACHINE = { cpu: 'A CPU', cores: 8, threads: 4, memoryGB: 16, system: 'linux x64' };

function row(name: string, oursMs: number, peerMs: number, more: Partial<Row> = {}): Row {
  const ratio = peerMs / oursMs;
  return {
    name,
    peer: 'PyTorch',
    oursMs,
    peerMs,
    ratio,
    oursMinMs: oursMs,
    peerMinMs: peerMs,
    repetitions: 15,
    ...more,
  };
}

test.each([
  [0.01234, '0.012'],
  [1.234, '1.23'],
  [12.34, '12.3'],
  [1234.5, '1235'],
])('%d ms are written as %s', (ms, text) => {
  expect(formatMs(ms)).toBe(text);
});

test('columns are aligned: names to the left, numbers to the right', () => {
  expect(
    alignColumns([
      ['work', 'peer', 'ms'],
      ['a', 'PyTorch', '10'],
      ['long name', 'x', '9'],
    ]),
  ).toBe(['work       peer     ms', 'a          PyTorch  10', 'long name  x         9'].join('\n'));
});

test('the report has a line for each comparison, the means, what failed, machine and versions', () => {
  const text = formatTable(
    {
      rows: [
        row('lstm-20x20x200', 5, 10, { share: 0.756 }),
        row('lstm-32x64x512', 100, 50),
        row('keyboard-step', 1, 4),
      ],
      failures: [{ name: 'gru-20x20x200', peer: 'PyTorch', error: 'the sides differ' }],
      versions: { node: 'v20', pytorch: '2' },
      productRates: { torch: 99.6, matmulPacked: 120 },
    },
    WORKS,
    MACHINE,
  );
  expect(text).toMatch(/^lstm-20x20x200 +PyTorch +5\.00 +10\.0 +2\.00 +76 %$/m);
  expect(text).toMatch(/^keyboard-step +PyTorch +1\.00 +4\.00 +4\.00$/m);
  expect(text).toContain('LSTM layer to PyTorch: geometric mean 1.00, lowest 0.50');
  expect(text).toContain('everything to PyTorch: geometric mean 1.59, lowest 0.50');
  expect(text).not.toContain('keyboard step to PyTorch');
  expect(text).toContain('gru-20x20x200 (PyTorch) could not be compared: the sides differ');
  expect(text).toContain('matrix product of 1024³, GFLOP/s: PyTorch 100, oneDNN packed matmul 120');
  expect(text).toContain('machine: A CPU, 8 cores, 4 threads a side, 16 GB, linux x64');
  expect(text).toContain('versions: node v20; pytorch 2');
});

test('a comparison whose median is far above its quickest repetition is said to be disturbed', () => {
  const result = { failures: [], versions: {}, productRates: undefined };
  const calm = row('lstm-20x20x200', 5, 10, { peerMinMs: 9 });
  const disturbed = row('keyboard-step', 1, 30, { peerMinMs: 2 });
  expect(formatTable({ ...result, rows: [calm] }, WORKS, MACHINE)).not.toContain('disturbed');
  expect(formatTable({ ...result, rows: [calm, disturbed] }, WORKS, MACHINE)).toMatch(
    /^disturbed, .*: keyboard-step$/m,
  );
});
