import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSide, type Side } from './side.ts';

let folder: string;
let side: Side;

/** A side with one task: a counter, slow in one of its variants. */
const PROGRAM = `
  import { serve } from ${JSON.stringify(pathToFileURL(fileURLToPath(new URL('serve.ts', import.meta.url))).href)};
  const make = (settings: { step: number }, inputs: string, variant: string) => {
    let count = 0;
    return {
      async run() {
        count += settings.step;
        if (variant === 'slow') await new Promise((resolve) => setTimeout(resolve, 20));
      },
      check: () => ({ count: [count], inputs: [inputs.length] }),
    };
  };
  const failing = () => { throw new Error('cannot be made'); };
  await serve({ count: { variants: ['slow', 'fast'], make }, failing: { make: failing } }, () => ({ program: '1.0' }));
`;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'reprise-serve-'));
  const program = join(folder, 'program.ts');
  writeFileSync(program, PROGRAM);
  const launcher = fileURLToPath(new URL('../run.mjs', import.meta.url));
  side = startSide('ours', process.execPath, [launcher, program], { REPRISE_ENGINE: 'portable' });
});

afterAll(async () => {
  await side.close();
  rmSync(folder, { recursive: true });
});

test('the fastest variant is taken, and is new when it is checked', async () => {
  const prepare = { do: 'prepare', task: 'count', settings: { step: 2 }, inputs: 'abc' };
  expect(await side.request(prepare)).toEqual({ variant: 'fast' });
  expect(await side.request({ do: 'check' })).toEqual({ values: { count: [0], inputs: [3] } });
});

test('a variant can be asked for; warming up runs at least three times, timing as often as said', async () => {
  const prepare = { do: 'prepare', task: 'count', settings: { step: 1 }, inputs: '', variant: 'slow' };
  expect(await side.request(prepare)).toEqual({ variant: 'slow' });
  await side.request({ do: 'warm', seconds: 0 });
  const { ms } = await side.request<{ ms: number }>({ do: 'time', loops: 2 });
  expect(ms).toBeGreaterThan(15);
  expect(await side.request({ do: 'check' })).toEqual({ values: { count: [5], inputs: [0] } });
});

test('a task that fails or is not there is an error, and the side goes on', async () => {
  await expect(side.request({ do: 'prepare', task: 'failing' })).rejects.toThrow('ours: cannot be made');
  await expect(side.request({ do: 'prepare', task: 'other' })).rejects.toThrow("there is no task 'other'");
  expect(await side.request({ do: 'versions' })).toEqual({ program: '1.0' });
});

test('memory is told in bytes, and the peak is no less than what is held', async () => {
  const memory = await side.request<{ residentBytes: number; peakBytes: number }>({ do: 'memory' });
  expect(memory.residentBytes).toBeGreaterThan(10e6);
  expect(memory.peakBytes).toBeGreaterThanOrEqual(memory.residentBytes);
});
