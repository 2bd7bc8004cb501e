/** Runs other programs for the set-up; none of them outlives it. */
import { spawn } from 'node:child_process';

/**
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{env?: NodeJS.ProcessEnv}} [options]
 * @returns {Promise<{code: number | null, output: string, missing: boolean}>} exit code (null after a signal), stdout and
 * stderr together, and whether the program does not exist
 */
export function runCommand(program, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    const kill = () => child.kill();
    process.once('exit', kill);
    let output = '';
    const append = (chunk) => (output += chunk);
    child.stdout.on('data', append);
    child.stderr.on('data', append);
    const finish = (code, missing) => {
      process.removeListener('exit', kill);
      resolve({ code, output, missing });
    };
    child.once('error', (error) => {
      output += error.message;
      finish(null, error.code === 'ENOENT');
    });
    child.once('close', (code) => finish(code, false));
  });
}

/** The last `count` lines of a program's output that say something, on one line. */
export function lastLines(output, count = 2) {
  const lines = output.split('\n').map((line) => line.trim());
  return lines.filter(Boolean).slice(-count).join(' / ') || 'it said nothing';
}
