import { expect, test } from 'vitest';
import { parseOptions } from './options.ts';

test('without options: all works, pictures in runs/bench', () => {
  expect(parseOptions([])).toEqual({
    only: [],
    quick: false,
    scaling: false,
    rows: undefined,
    json: undefined,
    out: 'runs/bench',
    help: false,
  });
});

test('--only takes one name or several, once or again', () => {
  expect(parseOptions(['--only', 'a', 'b', '--quick']).only).toEqual(['a', 'b']);
  expect(parseOptions(['--only=a', '--json', 'x.json', '--only', 'b']).only).toEqual(['a', 'b']);
});

test.each([
  [['--jsn', 'x'], "unknown option '--jsn'. Did you mean '--json'?"],
  [['--Quick'], "unknown option '--Quick'. Did you mean '--quick'?"],
  [['--zzzzzz'], "unknown option '--zzzzzz'; there are: --only, --quick"],
  [['-q'], "unknown option '-q'"],
  [['--json'], '--json: expected a value, got none.'],
  [['--out='], '--out: expected a value, got none.'],
  [['--quick=yes'], "--quick: expected no value, got 'yes'."],
  [['lstm'], "expected options only, got 'lstm'. To run one work: --only lstm"],
  [['--scaling', '--quick'], '--scaling measures shapes of its own'],
  [['--scaling', '--only', 'a'], '--scaling measures shapes of its own'],
  [['--rows', '1e3'], "--rows: expected a whole number from 1000000 on, got '1e3'."],
  [['--rows', 'many'], "got 'many'"],
  [['--rows', '2000000', '--scaling'], '--rows measures no work'],
])('%j is refused', (args, message) => {
  expect(() => parseOptions(args)).toThrow(message);
  expect(() => parseOptions(args)).toThrow(expect.objectContaining({ name: 'InputError' }) as Error);
});
