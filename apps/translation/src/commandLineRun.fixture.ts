import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { isAbsolute } from 'node:path';
import { fileURLToPath } from 'node:url';

const RUNNER = fileURLToPath(new URL('../../../tools/run.mjs', import.meta.url));

export interface Finished {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcessWithoutNullStreams;
  readonly done: Promise<Finished>;
}

/** Runs a program in a process of its own: `cli.ts` or another of this folder, or one by its path. */
export function startProgram(
  program: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Running {
  const path = isAbsolute(program) ? program : fileURLToPath(new URL(program, import.meta.url));
  const child = spawn(process.execPath, [RUNNER, path, ...args], {
    cwd: options.cwd,
    env: { ...process.env, NODE_NO_WARNINGS: '1', ...options.env },
  });
  const printed = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (part: string) => (printed.stdout += part));
  child.stderr.setEncoding('utf8').on('data', (part: string) => (printed.stderr += part));
  const done = once(child, 'close').then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as string | null,
    ...printed,
  }));
  return { child, done };
}
