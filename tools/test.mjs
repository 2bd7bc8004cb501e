/**
 * The gate: lint, types and tests of everything, or with `--affected` of what changed since the main branch.
 *
 *   node tools/test.mjs [--affected] [--tests-only]
 *
 * Its last line on stdout is `N passed, N failed[, N skipped]`; the exit code is 1 if anything failed.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { setUpOrExit } from './setup.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const results = join(root, '.results');
/** nx writes here what became of each task of its last run. */
const runRecord = join(root, '.nx', 'cache', 'run.json');
const CHECKS = ['lint', 'boundaries', 'dead-code', 'formatting', 'typecheck'];

/** The commit to compare with: `NX_BASE` (public CI sets it), else where this branch left the main branch. */
function findBase() {
  if (process.env.NX_BASE) return process.env.NX_BASE;
  for (const main of ['origin/main', 'main']) {
    const { status, stdout } = spawnSync('git', ['merge-base', main, 'HEAD'], {
      cwd: root,
      encoding: 'utf8',
    });
    if (status === 0) return stdout.trim();
  }
  return undefined;
}

/** Runs nx; its exit code and the names of the tasks that failed. */
async function runNx(args) {
  rmSync(runRecord, { force: true });
  const env = { ...process.env, NX_ISOLATE_PLUGINS: 'false' };
  const nx = join(root, 'node_modules', 'nx', 'dist', 'bin', 'nx.js');
  const child = spawn(process.execPath, [nx, ...args], {
    cwd: root,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => child.kill(signal));
  const [code] = await once(child, 'close');
  const tasks = existsSync(runRecord) ? JSON.parse(readFileSync(runRecord, 'utf8')).tasks : [];
  return { code, failedTasks: tasks.filter(({ status }) => status !== 0).map(({ taskId }) => taskId) };
}

/** Counts of one vitest report. A file that could not be loaded has no tests in it and counts as one that failed. */
function countReport(path) {
  const count = { passed: 0, failed: 0, skipped: 0 };
  for (const { status, assertionResults } of JSON.parse(readFileSync(path, 'utf8')).testResults) {
    if (status === 'failed' && !assertionResults.some((test) => test.status === 'failed')) count.failed += 1;
    for (const test of assertionResults) {
      if (test.status === 'passed') count.passed += 1;
      else if (test.status === 'failed') count.failed += 1;
      else count.skipped += 1;
    }
  }
  return count;
}

function sum(counts) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const count of counts) for (const key of Object.keys(total)) total[key] += count[key];
  return total;
}

const { values: options } = parseArgs({
  options: { affected: { type: 'boolean' }, 'tests-only': { type: 'boolean' } },
});
await setUpOrExit();
rmSync(results, { recursive: true, force: true });
const base = options.affected ? findBase() : undefined;
const { code, failedTasks } = await runNx([
  ...(base ? ['affected', `--base=${base}`] : ['run-many']),
  ...['--targets', ['test', ...(options['tests-only'] ? [] : CHECKS)].join(',')],
  ...['--outputStyle', 'static'],
]);
const reports = existsSync(results) ? readdirSync(results).filter((name) => name.endsWith('.json')) : [];
const counts = new Map(
  reports.map((name) => [name.replace('.json', ':test'), countReport(join(results, name))]),
);
const { passed, failed, skipped } = sum(counts.values());
// A check that failed, or tests that broke off without a report, count as one each.
const silent = failedTasks.filter((task) => !counts.get(task)?.failed).length;
const allFailed = failed + silent || (code === 0 ? 0 : 1);
if (failedTasks.length > 0) console.log(`failed: ${failedTasks.join(', ')}`);
console.log(`${passed} passed, ${allFailed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = allFailed > 0 ? 1 : 0;
