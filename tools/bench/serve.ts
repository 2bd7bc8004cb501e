/** The side of a comparison that works on request: JSON lines in, JSON lines out. `peers/server.py` is the same in Python. */
import { createInterface } from 'node:readline';
import { readMemory } from './memory.ts';
import { median } from './statistics.ts';
import type { Values } from './values.ts';

/** A task with its settings, ready to run as often as one likes. */
export interface Runner {
  /** Does the work once, up to and with reading its result. */
  run(): void | Promise<void>;
  /** What the work computes, for the comparison of the two sides; called before {@link run} is. */
  check(): Values | Promise<Values>;
  dispose?(): void | Promise<void>;
}

/** How to make a runner for a task. */
export interface Kit {
  /** Ways to do the same; the fastest is taken. None for only one. */
  readonly variants?: readonly string[];
  /**
   * @param inputs path of the file with weights and data: ours writes it, peers read it
   * @param variant one of {@link variants}
   */
  readonly make: (settings: unknown, inputs: string, variant: string | undefined) => Runner | Promise<Runner>;
}

interface Request {
  readonly do: 'versions' | 'prepare' | 'check' | 'warm' | 'time' | 'memory';
  readonly task: string;
  readonly settings: unknown;
  readonly inputs: string;
  /** the one to take, instead of the fastest */
  readonly variant?: string;
  readonly seconds: number;
  readonly loops: number;
}

const LEAST_RUNS = 3;
const VARIANT_SECONDS = 0.2;

/** Answers requests until stdin ends. stdout is for the answers alone. */
export async function serve(
  kits: Readonly<Record<string, Kit>>,
  versions: () => Readonly<Record<string, string>>,
): Promise<void> {
  let runner: Runner | undefined;
  const answer = async (request: Request): Promise<object> => {
    switch (request.do) {
      case 'versions':
        return versions();
      case 'prepare': {
        await runner?.dispose?.();
        const kit = kits[request.task];
        if (!kit) throw new Error(`there is no task '${request.task}' on this side`);
        const variant = request.variant ?? (await fastestVariant(kit, request));
        runner = await kit.make(request.settings, request.inputs, variant);
        return variant === undefined ? {} : { variant };
      }
      case 'check':
        return { values: await prepared(runner).check() };
      case 'warm':
        await runFor(prepared(runner), request.seconds);
        return {};
      case 'time':
        return { ms: await timeRuns(prepared(runner), request.loops) };
      case 'memory':
        return readMemory();
    }
  };
  for await (const line of createInterface({ input: process.stdin })) {
    const reply = await answer(JSON.parse(line) as Request).catch((error: unknown) => ({
      error: error instanceof Error ? error.message : String(error),
    }));
    process.stdout.write(`${JSON.stringify(reply)}\n`);
  }
}

function prepared(runner: Runner | undefined): Runner {
  if (!runner) throw new Error('expected a prepared task, got none');
  return runner;
}

/** The milliseconds of one run, as the mean over `loops` of them. */
async function timeRuns(runner: Runner, loops: number): Promise<number> {
  const start = performance.now();
  for (let loop = 0; loop < loops; loop++) await runner.run();
  return (performance.now() - start) / loops;
}

/** Runs for at least so long and at least three times; the times. */
async function runFor(runner: Runner, seconds: number): Promise<number[]> {
  const times: number[] = [];
  const end = performance.now() + 1000 * seconds;
  while (times.length < LEAST_RUNS || performance.now() < end) times.push(await timeRuns(runner, 1));
  return times;
}

async function fastestVariant({ variants = [], make }: Kit, request: Request): Promise<string | undefined> {
  let fastest: { readonly variant: string; readonly ms: number } | undefined;
  for (const variant of variants.length > 1 ? variants : []) {
    const runner = await make(request.settings, request.inputs, variant);
    const ms = median(await runFor(runner, VARIANT_SECONDS));
    await runner.dispose?.();
    if (!fastest || ms < fastest.ms) fastest = { variant, ms };
  }
  return fastest?.variant ?? variants[0];
}
