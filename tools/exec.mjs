/** Runs an installed program after the set-up: `node tools/exec.mjs PROGRAM [ARGUMENT...]`. */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setUpOrExit } from './setup.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [program, ...args] = process.argv.slice(2);
if (program === undefined) {
  console.error('usage: node tools/exec.mjs PROGRAM [ARGUMENT...]');
  process.exit(2);
}
await setUpOrExit();
const env = {
  ...process.env,
  PATH: [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter),
  NX_ISOLATE_PLUGINS: 'false',
};
const child = spawn(program, args, { stdio: 'inherit', env });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.once('error', (error) => {
  console.error(`${program} cannot be run: ${error.message}`);
  process.exit(1);
});
child.once('close', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
