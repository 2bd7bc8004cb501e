/**
 * The set-up that `npm start`, `npm test` and every other script begin with; `npm run setup` is the same alone.
 * Runs before anything is installed: this file and what it imports use Node's own modules only.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { withLock } from '../packages/engine/setup/lock.mjs';
import { setUpEngine } from '../packages/engine/setup/setup.mjs';

const OLDEST_NODE = 20;
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stampPath = join(root, 'node_modules', '.reprise-setup.json');

const report = (line) => process.stderr.write(`${line}\n`);

/** What decides whether the installed packages are the right ones. */
function makeStamp() {
  const lock = readFileSync(join(root, 'package-lock.json'));
  return JSON.stringify({
    lock: createHash('sha256').update(lock).digest('hex'),
    machine: `${process.platform}-${process.arch}`,
  });
}

function readText(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function writeStamp(stamp) {
  writeFileSync(`${stampPath}.${process.pid}`, stamp);
  renameSync(`${stampPath}.${process.pid}`, stampPath);
}

/** True where somebody ran npm by hand: npm's own record of what it installed says the same as the lock file. */
function isInstalledByHand() {
  const record = readText(join(root, 'node_modules', '.package-lock.json'));
  if (!record) return false;
  const installed = JSON.parse(record).packages;
  const wanted = JSON.parse(readText(join(root, 'package-lock.json'))).packages;
  return Object.entries(wanted).every(
    ([path, { version, optional }]) =>
      !path.startsWith('node_modules/') || (installed[path] ? installed[path].version === version : optional),
  );
}

function runNpmCi() {
  // npm tells its scripts where it is; its chatter goes to stderr, because stdout is for results.
  const [program, args] = process.env.npm_execpath
    ? [process.execPath, [process.env.npm_execpath]]
    : ['npm', []];
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...args, 'ci', '--no-audit', '--no-fund'], {
      cwd: root,
      stdio: ['ignore', 2, 2],
    });
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(`npm ci ended with ${code}`))));
  });
}

/**
 * Installs the packages of the lock file, unless they are installed.
 * @returns {Promise<boolean>} whether they had to be
 */
async function installPackages() {
  const stamp = makeStamp();
  if (readText(stampPath) === stamp) return false;
  const onWait = ({ pid }) => report(`waiting for another npm ci (process ${pid})`);
  return withLock(
    join(root, '.cache', 'install.lock'),
    async () => {
      if (readText(stampPath) === stamp) return false;
      const install = !isInstalledByHand();
      if (install) {
        report('installing packages (npm ci)');
        await runNpmCi().catch((error) => {
          throw new Error(
            `Reprise's packages could not be installed: ${error.message}; what npm printed above says why. ` +
              'Mend that (often the network), then run `npm run setup`.',
          );
        });
      }
      writeStamp(stamp);
      return install;
    },
    onWait,
  );
}

/**
 * Installs what is missing and prepares the engine; well under a second when there is nothing to do.
 * @param {{quick?: boolean}} [options] quick: do not try again what failed lately
 * @returns {Promise<string>} one line about what is there now
 * @throws {Error} with a message for the user
 */
export async function setUp({ quick = true } = {}) {
  if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
    throw new Error(`Reprise needs Node ${OLDEST_NODE} or newer, and this is ${process.version}.`);
  }
  const installed = await installPackages();
  const { sentence } = await setUpEngine({ quick, report });
  return `${installed ? 'packages installed' : 'packages are up to date'}; ${sentence}`;
}

/** As {@link setUp}; a failure is told on stderr and ends the process with exit code 1. */
export async function setUpOrExit(options) {
  // Ctrl-C and kill go through process.exit, so that locks and half-made folders are removed.
  const stop = (signal) => process.exit(signal === 'SIGINT' ? 130 : 143);
  const signals = ['SIGINT', 'SIGTERM'];
  for (const signal of signals) process.once(signal, stop);
  try {
    return await setUp(options);
  } catch (error) {
    report(error.message);
    process.exit(1);
  } finally {
    for (const signal of signals) process.removeListener(signal, stop);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  console.log(await setUpOrExit({ quick: false }));
}
