import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';

function pathOf(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}

/** Within the package, so that the example finds what a reader imports, and where neither git nor a check looks. */
const EXAMPLE = pathOf(`../.cache/readmeExample.${process.pid}.ts`);

afterAll(() => {
  rmSync(EXAMPLE, { force: true });
});

it('the example in the README learns what it says', { timeout: 120_000 }, () => {
  const example = /```ts\n(.*?)```/su.exec(readFileSync(pathOf('../README.md'), 'utf8'))?.[1];
  mkdirSync(dirname(EXAMPLE), { recursive: true });
  writeFileSync(EXAMPLE, example ?? '');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [pathOf('../../../tools/run.mjs'), EXAMPLE],
    {
      encoding: 'utf8',
    },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const losses = stdout
    .trim()
    .split('\n')
    .map((line) => Number(line.split(' ')[1]));
  expect(losses).toHaveLength(4);
  expect(losses[0]).toBeLessThan(Math.LN2 + 0.05);
  expect(losses[3]).toBeLessThan(0.25);
});
