import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { findCompiler } from './compile.mjs';

const RUNNER = fileURLToPath(new URL('../native/test/run.mjs', import.meta.url));

/** For the best instruction set only; `npm run test:sanitize` runs the plainest as well, with sanitizers. */
it('the C++ of the kernels passes its own tests', { timeout: 600_000 }, async (context) => {
  context.skip(process.env['REPRISE_ENGINE'] === 'portable', 'the portable engine runs no C++');
  const compiler = await findCompiler().catch(() => undefined);
  context.skip(compiler === undefined, 'there is no C++ compiler');
  const { stdout, stderr } = spawnSync(process.execPath, [RUNNER, '--isa', 'best'], { encoding: 'utf8' });
  expect(stdout + stderr).toMatch(/^[1-9]\d* passed, 0 failed$/m);
});
