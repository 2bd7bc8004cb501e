import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEngine } from '@reprise/engine';
import { readFolder, readTrainingLog, refusal, slow } from '@reprise/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { makeSettings } from '../config.ts';
import { pretrain } from './pretrain.ts';

await startEngine();

const folder = mkdtempSync(join(tmpdir(), 'forecasting-pretrain-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const settings = makeSettings('zeroShot', {
  hiddenSize: 8,
  layers: 1,
  batchSize: 4,
  epochBatches: 6,
  epochs: 3,
  warmupSteps: 3,
  emaDecay: 0.9,
});

describe('pretrain', () => {
  it('goes on after an interruption to the same bits', { timeout: 120_000 }, async () => {
    const whole = join(folder, 'whole');
    const out = join(folder, 'cut');
    await pretrain({ settings, out: whole });
    const stops: string[] = [];
    for (let run = 0; stops.at(-1) !== 'done'; run++) {
      const controller = new AbortController();
      // Each run is cut off a little later than the one before.
      setTimeout(() => controller.abort(), 300 + 400 * run).unref();
      const { stopped } = await pretrain({
        settings,
        out,
        resume: run > 0,
        signal: controller.signal,
        checkpointEvery: 2,
      });
      stops.push(stopped);
    }
    const weightsIn = (name: string): Buffer => readFileSync(join(name, 'model.safetensors'));
    expect(weightsIn(out).equals(weightsIn(whole))).toBe(true);
    const card = readFileSync(join(whole, 'README.md'), 'utf8');
    expect(card).toContain('Generated series alone');
    expect(card).toMatch(/\n[\d,]+ parameters, in float16/u);
  });

  slow('learns from generated series what holds of others', async () => {
    const out = join(folder, 'learned');
    const learning = { ...settings, hiddenSize: 16, batchSize: 16, epochBatches: 30, epochs: 4 };
    await pretrain({ settings: { ...learning, learningRate: 0.01 }, out });
    const losses = readTrainingLog(out)
      .filter(({ event }) => event === 'validation')
      .map(({ loss }) => Number(loss));
    expect(losses).toHaveLength(4);
    expect(losses.at(-1)!).toBeLessThan(0.97 * losses[0]!);
  });

  it('refuses the settings of other models, and a folder that holds a training', async () => {
    const out = join(folder, 'none');
    expect(await refusal(pretrain({ settings: makeSettings('tiny'), out }))).toContain(
      'Take --config zeroShot.',
    );
    const before = readFolder(join(folder, 'whole'));
    expect(await refusal(pretrain({ settings, out: join(folder, 'whole') }))).toContain('Add --resume');
    expect(readFolder(join(folder, 'whole'))).toEqual(before);
  });
});
