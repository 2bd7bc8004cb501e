/** Runs a TypeScript command line from its sources, after the set-up: `node tools/run.mjs FILE.ts [ARGUMENT...]`. */
import module from 'node:module';
import { dirname, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { setUpOrExit } from './setup.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

async function registerHooks() {
  if (module.registerHooks) module.registerHooks(await import('./sourceHooks.mjs'));
  else module.register('./sourceHooks.mjs', import.meta.url);
}

/** npm starts scripts in the package's folder; paths that the user gives are meant from where the user stands. */
function enterUsersFolder() {
  const { INIT_CWD: usersFolder, npm_package_json: packageFile } = process.env;
  if (usersFolder && packageFile && dirname(packageFile) === process.cwd()) process.chdir(usersFolder);
}

const [file, ...args] = process.argv.slice(2);
if (file === undefined) {
  console.error('usage: node tools/run.mjs FILE.ts [ARGUMENT...]');
  process.exit(2);
}
const program = resolve(root, file);
await setUpOrExit();
await registerHooks();
enterUsersFolder();
process.setSourceMapsEnabled(true);
process.argv.splice(1, process.argv.length - 1, program, ...args);
await import(pathToFileURL(program).href);
