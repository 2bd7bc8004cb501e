/**
 * Packs the packages and the applications, installs the tarballs into an empty project, imports and type-checks them there.
 * Wants `npm run build` before. The last line is `N passed, N failed`.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { kernelsKey } from '../packages/engine/setup/kernelSources.mjs';
import { setUpOrExit } from './setup.mjs';

const PACKAGES = {
  '@reprise/engine': 'packages/engine',
  '@reprise/core': 'packages/core',
  '@reprise/app': 'packages/app',
  '@reprise/translation': 'apps/translation',
  '@reprise/forecasting': 'apps/forecasting',
  '@reprise/music': 'apps/music',
  '@reprise/handwriting': 'apps/handwriting',
};
const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Runs a program to its end; its stdout. */
function run(program, args, cwd) {
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd, encoding: 'utf8' });
  if (error) throw error;
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}\n${stdout}${stderr}`);
  return stdout;
}

function runInstalled(tool, args, cwd) {
  return run(process.execPath, [join(root, 'node_modules', tool), ...args], cwd);
}

/** Packs one package into `folder`; the path of its tarball. */
function pack(path, folder) {
  const [{ filename, files, size }] = JSON.parse(
    run('npm', ['pack', '--json', '--pack-destination', folder], join(root, path)),
  );
  const unwanted = files.find((file) => /\.test\.|\.fixture\./.test(file.path));
  if (unwanted) throw new Error(`${filename} holds ${unwanted.path}, which is for our tests`);
  console.log(`${filename}: ${files.length} files, ${(size / 1e6).toFixed(1)} MB`);
  return join(folder, filename);
}

function makeProject(folder, tarballs) {
  mkdirSync(folder);
  const dependencies = Object.fromEntries(
    Object.entries(tarballs).map(([name, path]) => [name, `file:${path}`]),
  );
  writeFileSync(
    join(folder, 'package.json'),
    // The packages need each other in the same version, which is not in any registry yet.
    JSON.stringify({ private: true, type: 'module', dependencies, overrides: dependencies }),
  );
  run('npm', ['install', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'], folder);
}

function checkImport(folder, name) {
  const program = `import * as all from '${name}'; console.log(Object.keys(all).length)`;
  const exports = run(process.execPath, ['--input-type=module', '--eval', program], folder).trim();
  console.log(`import '${name}': ${exports} exports`);
}

/** Type-checks an import with all the declarations behind it; errors in other people's are not ours. */
function checkTypes(folder, name) {
  const file = `${name.replace(/\W+/g, '-')}.ts`;
  writeFileSync(
    join(folder, file),
    `import * as all from '${name}';\nexport const names = Object.keys(all);\n`,
  );
  const compilerOptions = { noEmit: true, strict: true, module: 'nodenext', target: 'es2023', types: [] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: [file] }));
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const { stdout } = spawnSync(process.execPath, [tsc, '--pretty', 'false'], {
    cwd: folder,
    encoding: 'utf8',
  });
  const errors = stdout
    .split('\n')
    .filter((line) => line.startsWith(file) || line.includes('node_modules/@reprise/'));
  if (errors.length > 0) throw new Error(errors.join('\n'));
}

/** The C++ of the fused kernels has to be there whole, for the set-up of the engine compiles it. */
function checkKernelSources(folder) {
  const sources = join(folder, 'node_modules', '@reprise', 'engine', 'native');
  if (kernelsKey(sources) !== kernelsKey()) throw new Error(`${sources} is not packages/engine/native`);
}

/** The engine's own set-up, which the sentence about a missing native engine names. */
function checkEngineSetup(folder) {
  run(join(folder, 'node_modules', '.bin', 'reprise-engine-setup'), ['--quick'], folder);
}

const count = { passed: 0, failed: 0 };
function check(what, work) {
  try {
    const result = work();
    count.passed++;
    return result;
  } catch (error) {
    count.failed++;
    console.log(`${what}: ${error.message}`);
    return undefined;
  }
}

await setUpOrExit();
const work = mkdtempSync(join(tmpdir(), 'reprise-pack-'));
try {
  const tarballs = {};
  for (const [name, path] of Object.entries(PACKAGES)) {
    tarballs[name] = check(`pack ${name}`, () => pack(path, work));
    check(`publint ${name}`, () => runInstalled('publint/src/cli.js', ['--strict', join(root, path)], root));
  }
  const project = join(work, 'project');
  if (!Object.values(tarballs).includes(undefined)) {
    check('install', () => makeProject(project, tarballs));
    for (const name of Object.keys(PACKAGES)) {
      check(`import ${name}`, () => checkImport(project, name));
      check(`types of ${name}`, () => checkTypes(project, name));
    }
    check('sources of the fused kernels', () => checkKernelSources(project));
    check('set-up of the engine', () => checkEngineSetup(project));
  }
} finally {
  rmSync(work, { recursive: true });
}
console.log(`${count.passed} passed, ${count.failed} failed`);
process.exitCode = count.failed > 0 ? 1 : 0;
