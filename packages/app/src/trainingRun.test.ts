import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fit, InputError, sgd, type FitResult } from '@reprise/core';
import { disposeParams, mean, param, Rng, scalar, square, sub, tensor1d, type Scalar } from '@reprise/engine';
import { afterAll, describe, expect, it } from 'vitest';
import { checkpointsIn, fitRun, type RunOptions } from './trainingRun.ts';

const root = mkdtempSync(join(tmpdir(), 'reprise-run-'));
afterAll(() => {
  rmSync(root, { recursive: true });
});

interface TrainMore {
  readonly seed?: number;
  readonly rate?: number;
  readonly onLoss?: () => void;
}

/** Draws two numbers to their targets, in 6 steps. */
async function train(
  options: RunOptions,
  { seed = 1, rate = 0.1, onLoss = () => undefined }: TrainMore = {},
): Promise<FitResult> {
  const params = { x: param(tensor1d([0, 0])) };
  const optimizer = sgd({ momentum: 0.9 });
  try {
    return await fit({
      ...fitRun({ ...options, seed }, { rate }),
      params,
      source: {
        fingerprint: 'two targets',
        batchesIn: () => 2,
        batches: (_, from) => [1, 2].slice(from).map((target) => ({ tokens: 2, target })),
      },
      loss: ({ target }) => {
        onLoss();
        return mean(square(sub(params.x, scalar(target)))) as Scalar;
      },
      optimizer,
      schedule: () => rate,
      rng: Rng.fromSeed(seed),
      epochs: 3,
    });
  } finally {
    optimizer.dispose();
    disposeParams(params);
  }
}

const valuesOf = ({ weights }: FitResult): number[] => [...(weights.get('x')?.values ?? [])];

describe('fitRun', () => {
  it('keeps checkpoints and a log in the folder, and goes on from them to the same bits', async () => {
    const whole = await train({ out: join(root, 'whole') });
    expect(whole).toMatchObject({ stopped: 'done', steps: 6 });

    const out = join(root, 'parts');
    expect(await train({ out, maxMinutes: 0 })).toMatchObject({ stopped: 'time', steps: 0 });
    const controller = new AbortController();
    const first = await train(
      { out, resume: true, signal: controller.signal },
      {
        onLoss: () => {
          controller.abort();
        },
      },
    );
    expect(first).toMatchObject({ stopped: 'aborted', steps: 1 });
    const second = await train({ out, resume: true });
    expect(second).toMatchObject({ stopped: 'done', steps: 6 });
    expect(valuesOf(second)).toEqual(valuesOf(whole));

    expect(readdirSync(out).sort()).toEqual(['checkpoints', 'training.jsonl']);
    expect((await checkpointsIn(out).steps()).at(-1)).toBe(6);
    const lines = readFileSync(join(out, 'training.jsonl'), 'utf8').trimEnd().split('\n');
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ event: 'stop', reason: 'done', step: 6 });
  });

  it('makes a checkpoint every so many steps', async () => {
    const [often, seldom] = [join(root, 'often'), join(root, 'seldom')];
    await train({ out: often, checkpointEvery: 1 });
    await train({ out: seldom });
    expect(await checkpointsIn(often).steps()).toEqual([5, 6]);
    expect(await checkpointsIn(seldom).steps()).toEqual([6]);
  });

  it('keeps the checkpoints and the log of each part of a training apart', () => {
    const out = join(root, 'several');
    const [first, second] = [undefined, '1'].map((part) => fitRun({ out, seed: 1, part }, {}));
    expect(first?.checkpoints?.store.place).toBe(checkpointsIn(out).place);
    expect(first?.checkpoints?.store.place).toBe(join(out, 'checkpoints'));
    expect(second?.checkpoints?.store.place).toBe(checkpointsIn(out, '1').place);
    expect(second?.checkpoints?.store.place).toBe(join(out, 'checkpoints', '1'));
    second?.log?.write({ event: 'begin' });
    expect(first?.log?.length()).toBe(0);
    expect(readFileSync(join(out, 'training.1.jsonl'), 'utf8')).toContain('begin');
  });

  it('goes on with the same settings and seed only', async () => {
    const out = join(root, 'other');
    await train({ out });
    for (const [other, difference] of [
      [{ rate: 0.2 }, 'rate: then 0.1, now 0.2'],
      [{ seed: 2 }, 'seed: then 1, now 2'],
    ] as const) {
      const resumed = train({ out, resume: true }, other);
      await expect(resumed).rejects.toThrow(InputError);
      await expect(resumed).rejects.toThrow(difference);
    }
    await expect(train({ out })).rejects.toThrow(InputError);
  });

  it('shows progress to a user only', () => {
    const run = { out: join(root, 'shown'), seed: 1 };
    expect(Object.keys(fitRun(run, {}))).toEqual(['checkpoints', 'log']);
    expect(fitRun({ ...run, tell: () => undefined }, {}).progress).toBeDefined();
  });
});
