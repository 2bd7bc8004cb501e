import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFolder, readTrainingLog, startProgram, type Running } from '@reprise/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { tinyCorpus } from './tinyCorpus.ts';
import { toTsv } from './tinyModel.fixture.ts';

const TIMEOUT = 240_000;
const CLI = new URL('cli.ts', import.meta.url);

const root = mkdtempSync(join(tmpdir(), 'reprise-translation-resume-'));
const text = join(root, 'pairs.tsv');
const whole = join(root, 'whole');

const SETTINGS = {
  vocabSize: 300,
  embeddingSize: 16,
  encoderSize: 16,
  decoderSize: 32,
  epochs: 3,
  batchTokens: 200,
  averaging: 'ema',
};

/** A training of some 45 steps, in a process of its own. */
function startTraining(out: string, ...more: string[]): Running {
  const settings = Object.entries(SETTINGS).flatMap(([key, value]) => ['--set', `${key}=${value}`]);
  const args = [
    'train',
    '--data',
    text,
    '--out',
    out,
    '--config',
    'tiny',
    ...settings,
    '--checkpoint-every',
    '4',
    ...more,
  ];
  return startProgram(CLI, args);
}

/** Waits until a training has a checkpoint of this step or a later one. */
async function hasCheckpoint(out: string, step: number): Promise<void> {
  const folder = join(out, 'checkpoints');
  const steps = (): number[] =>
    existsSync(folder)
      ? readdirSync(folder).map((name) => Number(/^step-(\d+)\.safetensors$/u.exec(name)?.[1] ?? 0))
      : [];
  while (!steps().some((done) => done >= step)) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** What must not depend on interruptions: the exported files and the log, but for the clock. */
function outcome(out: string) {
  const { 'model.safetensors': model, 'config.json': config, 'tokenizer.json': tokenizer } = readFolder(out);
  const log = readTrainingLog(out);
  return { model, config, tokenizer, log };
}

beforeAll(async () => {
  const { train, valid, test } = tinyCorpus({ size: 250 });
  const tested = test.map(({ source, references: [target] }) => ({ source, target }));
  writeFileSync(text, toTsv([...train, ...valid, ...tested]));
  const { code, stderr } = await startTraining(whole).done;
  expect(code, stderr).toBe(0);
}, TIMEOUT);
afterAll(() => {
  rmSync(root, { recursive: true });
});

it('after kill -9 goes on to the same bits', { timeout: TIMEOUT }, async () => {
  const out = join(root, 'killed');
  for (const step of [4, 20]) {
    const { child, done } = startTraining(out, ...(step > 4 ? ['--resume'] : []));
    await hasCheckpoint(out, step);
    child.kill('SIGKILL');
    expect(await done).toMatchObject({ signal: 'SIGKILL' });
    expect(existsSync(join(out, 'model.safetensors'))).toBe(false);
  }
  const { code, stdout, stderr } = await startTraining(out, '--resume').done;
  expect({ code, stdout }, stderr).toEqual({ code: 0, stdout: '' });
  expect(stderr).toMatch(/resuming after step \d+/u);
  expect(outcome(out)).toEqual(outcome(whole));
});

it(
  'after Ctrl-C ends with a checkpoint and code 130, and goes on to the same bits',
  { timeout: TIMEOUT },
  async () => {
    const out = join(root, 'interrupted');
    const { child, done } = startTraining(out);
    await hasCheckpoint(out, 8);
    child.kill('SIGINT');
    const { code, stdout, stderr } = await done;
    expect({ code, stdout }, stderr).toEqual({ code: 130, stdout: '' });
    const step = Number(/stopped after step (\d+); --resume goes on from there/u.exec(stderr)?.[1]);
    expect(readdirSync(join(out, 'checkpoints'))).toContain(
      `step-${String(step).padStart(8, '0')}.safetensors`,
    );
    expect(readTrainingLog(out).at(-1)).toMatchObject({ event: 'stop', reason: 'aborted', step });

    const resumed = await startTraining(out, '--resume').done;
    expect(resumed.code, resumed.stderr).toBe(0);
    expect(outcome(out)).toEqual(outcome(whole));
  },
);

it(
  'stops after --max-minutes with code 0, and is refused without --resume',
  { timeout: TIMEOUT },
  async () => {
    const out = join(root, 'timed');
    const first = await startTraining(out, '--max-minutes', '0.005').done;
    expect(first, first.stderr).toMatchObject({ code: 0, stdout: '' });
    expect(first.stderr).toMatch(/stopped after step \d+; --resume goes on from there/u);
    expect(existsSync(join(out, 'config.json'))).toBe(false);

    const again = await startTraining(out).done;
    expect(again).toMatchObject({ code: 2, stdout: '' });
    expect(again.stderr).toContain('Add --resume to go on with it');

    const other = await startTraining(out, '--resume', '--set', 'dropout=0.2').done;
    expect(other).toMatchObject({ code: 2, stdout: '' });
    expect(other.stderr).toContain('dropout: then 0.1, now 0.2');
  },
);

it('tells in the card how it was trained, without the paths of the machine', () => {
  const card = readFileSync(join(whole, 'README.md'), 'utf8');
  expect(card).toContain(
    'npm run translation -- train --data pairs.tsv --out whole --config tiny --set vocabSize=300',
  );
  expect(card).toContain('From pairs.tsv: the licence of that text holds');
  expect(card).not.toContain(root);
});
