import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** One side of a comparison: a process that waits for a request, does it and answers, and sleeps in between. */
export interface Side {
  readonly name: string;
  /** @throws Error when the side answers with an error, or ends */
  request<T = object>(message: Readonly<Record<string, unknown>>): Promise<T>;
  /** Stops the process where it is until {@link resume}: threads of its own that wait for work take no time then. */
  pause(): void;
  resume(): void;
  /** Ends the process. */
  close(): Promise<void>;
}

const TAIL = 2000;

/** Starts a side. It lives no longer than this process: at the end of its stdin it ends. */
export function startSide(
  name: string,
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Side {
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let tail = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (tail = (tail + text).slice(-TAIL)));
  // A side that died is noticed by the end of its output; writing to it must not end us first.
  child.stdin.on('error', () => undefined);
  const closed = new Promise<string>((resolve) => {
    child.once('error', (error) => {
      resolve(`${name} cannot be started: ${error.message}`);
    });
    child.once('close', (code, signal) => {
      const last = tail.trim().split('\n').slice(-3).join(' / ');
      resolve(`${name} ended with ${code ?? signal ?? 'nothing'}${last === '' ? '' : `: ${last}`}`);
    });
  });
  return {
    name,
    async request<T>(message: Readonly<Record<string, unknown>>): Promise<T> {
      child.stdin.write(`${JSON.stringify(message)}\n`);
      const next = await lines.next();
      if (next.done === true) throw new Error(await closed);
      const answer = JSON.parse(next.value) as T & { readonly error?: string };
      if (answer.error !== undefined) throw new Error(`${name}: ${answer.error}`);
      return answer;
    },
    pause() {
      child.kill('SIGSTOP');
    },
    resume() {
      child.kill('SIGCONT');
    },
    async close() {
      child.stdin.end();
      child.kill();
      child.kill('SIGCONT');
      await closed;
    },
  };
}
