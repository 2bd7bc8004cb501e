import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { namedParams, startEngine } from '@reprise/engine';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { InputError } from '../errors.ts';
import { checkpointFolder, logFile } from './checkpoint.ts';
import { fit } from './fit.ts';
import type { FitOptions } from './fitOptions.ts';
import { hashWeights, makeToy, makeToySource, toyOptions, type ToyBatch } from './toyRun.fixture.ts';
import { readTensors } from './weights.ts';

const RUNNER = fileURLToPath(new URL('../../../../tools/run.mjs', import.meta.url));
const PROGRAM = fileURLToPath(new URL('toyRun.fixture.ts', import.meta.url));

let folder: string;

beforeAll(startEngine);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reprise-resume-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

interface RunOptions {
  readonly where?: string;
  readonly resume?: boolean;
  readonly configuration?: Readonly<Record<string, unknown>>;
  readonly overrides?: Partial<FitOptions<ToyBatch>>;
}

/** Trains the toy in a folder; all that it came to, and what was noted. */
async function train({
  where = folder,
  resume = false,
  configuration = { seed: 1 },
  overrides = {},
}: RunOptions = {}) {
  const notes: string[] = [];
  const progress = {
    note: (line: string) => void notes.push(line),
    update: () => undefined,
    close: () => undefined,
  };
  const options = toyOptions(makeToy());
  const result = await fit({
    ...options,
    checkpoints: { store: checkpointFolder(join(where, 'checkpoints')), every: 4, resume, configuration },
    log: logFile(join(where, 'training.jsonl')),
    progress,
    ...overrides,
  });
  const hash = hashWeights(
    readTensors(namedParams(options.params)),
    result.weights,
    options.optimizer.state(),
  );
  return { result, notes, hash };
}

/** The log without what the clock decides. */
function readLog(where: string): string[] {
  const lines = readFileSync(join(where, 'training.jsonl'), 'utf8').trimEnd().split('\n');
  const isTiming = (key: string): boolean => key === 'seconds' || key === 'tokensPerSecond';
  return lines.map((line) =>
    JSON.stringify(JSON.parse(line), (key, value: unknown) => (isTiming(key) ? 0 : value)),
  );
}

function checkpointFiles(): string[] {
  return readdirSync(join(folder, 'checkpoints'));
}

/** Stops after a step, as Ctrl-C does. */
function stopAfter(wanted: number): Partial<FitOptions<ToyBatch>> {
  const controller = new AbortController();
  const onGradients = (_: unknown, { step }: { step: number }): void => {
    if (step === wanted) controller.abort();
  };
  return { signal: controller.signal, onGradients };
}

describe('a run that was stopped and resumed', () => {
  let straight: Awaited<ReturnType<typeof train>> & { log: string[] };

  beforeAll(async () => {
    const where = mkdtempSync(join(tmpdir(), 'reprise-straight-'));
    straight = { ...(await train({ where })), log: readLog(where) };
    rmSync(where, { recursive: true });
  });

  it.each([1, 6, 8, 13])('after step %i comes to the same bits as one never stopped', async (step) => {
    const first = await train({ overrides: stopAfter(step) });
    expect(first.result).toMatchObject({ stopped: 'aborted', steps: step });
    const second = await train({ resume: true });
    expect(second.hash).toBe(straight.hash);
    expect(second.result).toMatchObject({
      stopped: 'done',
      best: straight.result.best,
      tokens: straight.result.tokens,
    });
    expect(second.result.seconds).toBeGreaterThan(first.result.seconds);
    expect(second.notes[0]).toBe(`resuming after step ${step} (epoch ${(step / 6).toFixed(2)})`);
    expect(readLog(folder)).toEqual(straight.log);
  });

  it('by the time limit comes to the same bits', async () => {
    let runs = 0;
    let last = await train({ overrides: { maxMinutes: 1e-6 } });
    expect(last.result).toMatchObject({ stopped: 'time', steps: 0 });
    // Each run gets twice as long, so that a busy machine gets there as well.
    while (last.result.stopped === 'time') {
      last = await train({ resume: true, overrides: { maxMinutes: (0.01 * 2 ** runs++) / 60 } });
    }
    expect(runs).toBeGreaterThan(1);
    expect(last.hash).toBe(straight.hash);
    expect(readLog(folder)).toEqual(straight.log);
  });

  it('is done when it was done, with the same result', async () => {
    await train();
    const again = await train({ resume: true });
    expect(again.hash).toBe(straight.hash);
    expect(again.result.stopped).toBe('done');
  });

  it('goes on from the checkpoint before, and says so, when the newest is damaged', async () => {
    await train({ overrides: stopAfter(22) });
    const newest = checkpointFiles().at(-1)!;
    expect(newest).toBe('step-00000022.safetensors');
    truncateSync(join(folder, 'checkpoints', newest), 1000);
    const { notes, hash } = await train({ resume: true });
    expect(notes[0]).toMatch(/step-00000022\.safetensors: .* Going on from step 20\.$/);
    expect(hash).toBe(straight.hash);
    expect(readLog(folder)).toEqual(straight.log);
  });

  it('killed at a random step comes to the same bits', { timeout: 120_000 }, async () => {
    const killAt = 4 + Math.floor(Math.random() * 12);
    const [wanted, killed] = await Promise.all([
      runProgram([join(folder, 'straight')]),
      runProgram([join(folder, 'killed'), '--slow'], killAt),
    ]);
    const resumed = await runProgram([join(folder, 'killed'), '--resume']);
    const message = `killed at step ${killAt}`;
    expect(killed.signal, message).toBe('SIGKILL');
    expect(resumed.lines.at(-1), message).toBe(wanted.lines.at(-1));
    expect(resumed.lines.at(-1), message).toMatch(/^[0-9a-f]{64}$/);
    expect(resumed.lines[0], message).not.toBe('step 1');
    expect(readLog(join(folder, 'killed')), message).toEqual(readLog(join(folder, 'straight')));
  });
});

/** Runs the toy as a program; kills it (SIGKILL) as soon as it says that it is at the given step. */
function runProgram(args: string[], killAt?: number): Promise<{ lines: string[]; signal: string | null }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [RUNNER, PROGRAM, ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.on('data', (data: Buffer) => {
      output += data.toString();
      if (output.includes(`step ${killAt}\n`)) child.kill('SIGKILL');
    });
    child.once('error', reject);
    child.once('close', (_, signal) => {
      resolve({ lines: output.trimEnd().split('\n'), signal });
    });
  });
}

describe('checkpoints', () => {
  it('are refused without resume', async () => {
    await train({ overrides: stopAfter(5) });
    const again = train();
    await expect(again).rejects.toThrow(InputError);
    await expect(again).rejects.toThrow(
      /checkpoints: holds checkpoints of a run \(up to step 5\).*Resume it, or train into/,
    );
  });

  it('of another configuration or other data are refused, naming each difference', async () => {
    const then = { seed: 1, model: { hiddenSize: 512, cell: 'lstm' } };
    await train({ configuration: then, overrides: stopAfter(5) });
    const before = readLog(folder);
    const now = { seed: 1, model: { hiddenSize: 256, cell: 'lstm' } };
    const again = train({ resume: true, configuration: now, overrides: { source: makeToySource(14) } });
    await expect(again).rejects.toThrow(InputError);
    await expect(again).rejects.toThrow(
      'begun with other settings.\n  model.hiddenSize: then 512, now 256\n' +
        '  data: then "toy of 12 batches", now "toy of 14 batches"\nGive the settings of then',
    );
    expect(readLog(folder)).toEqual(before);
  });

  it('that are missing let a resumed run begin anew, and it says so', async () => {
    const { notes, result } = await train({ resume: true });
    expect(notes[0]).toMatch(/no checkpoint to resume from; beginning anew$/);
    expect(result.steps).toBe(30);
  });

  it('that are all damaged end the run', async () => {
    await train({ overrides: stopAfter(5) });
    for (const name of checkpointFiles()) truncateSync(join(folder, 'checkpoints', name), 100);
    await expect(train({ resume: true })).rejects.toThrow(/no checkpoint can be read\.\n.*step-00000005/);
  });

  it('stay: the last two, and that of the best validation', async () => {
    const losses = [1, 3, 3, 3, 3];
    await train({ overrides: { validate: () => ({ loss: losses.shift()! }) } });
    expect(checkpointFiles()).toEqual(
      ['step-00000006', 'step-00000028', 'step-00000030'].map((name) => `${name}.safetensors`),
    );
  });
});
