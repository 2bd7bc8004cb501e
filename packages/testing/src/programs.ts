import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

/** Runs a program, a TypeScript file, in a process of its own. */
export function startProgram(
  program: URL,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Running {
  const child = spawn(process.execPath, [RUNNER, fileURLToPath(program), ...args], {
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

/** Writes what a process loaded, and the time it took of a core, when it ends. */
const WATCH = `
  import { writeFileSync } from 'node:fs';
  import { createRequire } from 'node:module';
  process.on('exit', () => {
    const modules = Object.keys(createRequire('file:///').cache);
    const { user, system } = process.cpuUsage();
    writeFileSync(process.env.WATCH_FILE, JSON.stringify({ modules, seconds: (user + system) / 1e6 }));
  });`;

export interface Watched extends Finished {
  /** whether tfjs was loaded, on which every engine stands */
  readonly hasEngine: boolean;
  /** of work of a processor, which does not depend on how busy the machine is */
  readonly seconds: number;
}

/** Runs a program that reads no input, and tells what it loaded and how long it computed. */
export async function watchProgram(program: URL, args: readonly string[]): Promise<Watched> {
  const folder = mkdtempSync(join(tmpdir(), 'reprise-watch-'));
  try {
    const file = join(folder, 'watched.json');
    const options = `--import=data:text/javascript,${encodeURIComponent(WATCH)}`;
    const env = { NODE_OPTIONS: options, WATCH_FILE: file };
    const { child, done } = startProgram(program, args, { cwd: folder, env });
    child.stdin.end();
    const finished = await done;
    const { modules, seconds } = JSON.parse(readFileSync(file, 'utf8')) as {
      modules: string[];
      seconds: number;
    };
    const hasEngine = modules.some((path) => path.includes('@tensorflow') && path.endsWith('.js'));
    return { ...finished, seconds, hasEngine };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
