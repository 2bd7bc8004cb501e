import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startProgram, watchProgram, type Finished } from '@reprise/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { quarterlyCsv } from './series.fixture.ts';

const CLI = new URL('cli.ts', import.meta.url);
const TIMEOUT = 120_000;
/** For a loaded machine; on a quiet one it is a fraction of this. */
const CPU_SECONDS = 1.2;

const folder = mkdtempSync(join(tmpdir(), 'forecasting-cli-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function run(...args: string[]): Promise<Finished> {
  const { child, done } = startProgram(CLI, args, { cwd: folder });
  child.stdin.end();
  return done;
}

beforeAll(() => {
  writeFileSync(join(folder, 'sales.csv'), quarterlyCsv(48));
  writeFileSync(join(folder, 'short.csv'), quarterlyCsv(8));
});

const SHIPPED = fileURLToPath(new URL('../model', import.meta.url));
const DATA = ['--data', 'sales.csv'];
const TINY = ['--config', 'tiny', '--set', 'epochs=2', '--set', 'epochBatches=8'];

describe('--help', { timeout: TIMEOUT }, () => {
  it.each([
    [[], ['train', 'evaluate', 'forecast', 'backtest', 'pretrain']],
    [['train'], ['--data', '--query', '--horizon', '--out', '--test-steps', '--config', '--set', '--resume']],
    [['evaluate'], ['--model', '--actual', '--windows', '--history', '--baselines', '--json']],
    [['forecast'], ['--model', '--horizon', '--levels', '--chart', '--report', '--out']],
    [['backtest'], ['--windows', '--stride', '--refit', '--baselines']],
    [['pretrain'], ['--out', '--config', '--set', '--resume']],
  ])('of %j goes to stdout, at once', async (command, mentioned) => {
    const { code, stdout, stderr, hasEngine, seconds } = await watchProgram(CLI, [...command, '--help']);
    expect({ code, stderr, hasEngine }).toEqual({ code: 0, stderr: '', hasEngine: false });
    for (const name of mentioned) expect(stdout).toContain(name);
    expect(seconds).toBeLessThan(CPU_SECONDS);
  });
});

describe(
  'bad input ends with exit code 2, says what to do, and leaves nothing behind',
  { timeout: TIMEOUT },
  () => {
    const training = ['train', ...DATA, '--horizon', '4', '--out', 'bad'];
    it.each([
      [['forcast'], "unknown command 'forcast'\n(Did you mean forecast?)"],
      [['train', ...DATA, '--horizon', '4'], "required option '--out <folder>' not specified"],
      [['train', ...DATA, '--horizon', '0', '--out', 'bad'], 'expected a whole number from 1 on.'],
      [['train', '--data', 'sale.csv', '--horizon', '4', '--out', 'bad'], 'sales.csv'],
      [[...training, '--value-column', 'sale'], 'did you mean "sales"'],
      [[...training, '--form', 'tall'], 'expected one of long, wide, rows.'],
      [[...training, '--config', 'smal'], "unknown preset 'smal'. Did you mean 'small'?"],
      [[...training, '--set', 'hiddensize=3'], "unknown setting 'hiddensize'. Did you mean 'hiddenSize'?"],
      [
        [...training, '--config', 'deepar', '--set', 'distribution=negativeBinomial'],
        "setting 'scaling': negativeBinomial is of counts",
      ],
      [[...training, '--test-steps', '2'], '--test-steps: expected 0 or at least the horizon, 4, got 2.'],
      [['train', ...DATA, '--horizon', '40', '--out', 'bad'], 'Lower --horizon'],
      [['backtest', ...DATA, '--horizon', '4', '--out', 'bad', '--windows', '30'], 'Ask for fewer --windows'],
      [
        ['backtest', ...DATA, '--horizon', '4', '--out', 'bad', '--baselines', 'nave'],
        "Did you mean 'naive'?",
      ],
      [[...training, '--config', 'zeroShot'], 'zeroShot learns from generated series, by pretrain'],
      [['pretrain', '--config', 'tiny', '--out', 'bad'], 'Take --config zeroShot.'],
      [['evaluate', ...DATA, '--model', SHIPPED], 'expected --horizon, how many.'],
      [['evaluate', ...DATA, '--model', 'none'], 'expected config.json in none'],
      [['forecast', ...DATA], 'expected --horizon, how many steps ahead, or --model.'],
      [['forecast', ...DATA, '--horizon', '4', '--levels', '0.9,0.1'], 'ascending numbers between 0 and 1'],
      [
        ['forecast', ...DATA, '--horizon', '4', '--out', 'a.xls'],
        'expected a file ending in .csv, .json or .jsonl',
      ],
      [
        ['forecast', ...DATA, '--horizon', '4', '--chart', 'a.gif'],
        'a picture is a file ending in .svg or .png',
      ],
      [
        ['forecast', ...DATA, '--horizon', '4', '--holidays', 'DE'],
        'holidays: expected steps of a day or less',
      ],
      [[...training, '--temporary', 'none'], 'temporary files cannot be made in none: ENOENT'],
      [['forecast', '--horizon', '4'], 'expected either files or a query to read, got neither'],
    ])('%j', async (args, message) => {
      const { code, stdout, stderr } = await run(...args);
      expect(stderr.toLowerCase()).toContain(message.toLowerCase());
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(readdirSync(folder)).not.toContain('bad');
    });
  },
);

describe('the way from a file to a forecast', { timeout: TIMEOUT }, () => {
  it('trains, evaluates what it kept back, and forecasts', async () => {
    const trained = await run('train', ...DATA, ...TINY, '--horizon', '4', '--out', 'model');
    expect(trained.code, trained.stderr).toBe(0);
    expect(trained.stderr).toContain('written to model');

    const scoring = ['evaluate', ...DATA, '--model', 'model', '--baselines', 'theta'];
    const scored = await run(...scoring, '--chart', 'ends.svg', '--json');
    expect(scored.code, scored.stderr).toBe(0);
    const { methods, horizon } = JSON.parse(scored.stdout) as {
      methods: Record<string, { mase: number; points: number }>;
      horizon: number;
    };
    expect(horizon).toBe(4);
    expect(Object.keys(methods)).toEqual(['model', 'seasonalNaive', 'theta']);
    expect(readFileSync(join(folder, 'ends.svg'), 'utf8')).toContain('seasonal naive');
    expect(methods['model']!.points).toBe(4);
    const card = readFileSync(join(folder, 'model', 'README.md'), 'utf8');
    expect(card).toContain(methods['model']!.mase.toFixed(3));
    expect(card).toContain('npm run forecasting -- train --data sales.csv --config tiny');

    const said = await run('forecast', ...DATA, '--model', 'model', '--levels', '0.1,0.5,0.9');
    expect(said.code, said.stderr).toBe(0);
    const [head, first, ...others] = said.stdout.trimEnd().split('\n');
    expect(head).toBe('series,time,mean,q0.1,q0.5,q0.9');
    expect(first).toMatch(/^sales,2002-01-01,/u);
    expect(others).toHaveLength(3);
  });

  it('without a model trains one at once, and writes numbers, a chart and a report', async () => {
    const files = ['--out', 'f.jsonl', '--chart', 'f.svg', '--report', 'f.html'];
    const { code, stdout, stderr } = await run('forecast', ...DATA, ...TINY, '--horizon', '4', ...files);
    expect(code, stderr).toBe(0);
    expect(stdout).toBe('');
    expect(readFileSync(join(folder, 'f.jsonl'), 'utf8').trimEnd().split('\n').length).toBeGreaterThan(0);
    expect(readFileSync(join(folder, 'f.svg'), 'utf8')).toContain('<svg');
    const page = readFileSync(join(folder, 'f.html'), 'utf8');
    expect(page).toContain('sales: 4 steps ahead');
    expect(page).toContain('the training never saw');
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('says so where there is too little to learn from, and forecasts by the model that ships', async () => {
    const args = ['forecast', '--data', 'short.csv', '--horizon', '4', '--report', 'short.html'];
    const { code, stdout, stderr } = await run(...args);
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('trained on generated series (zero-shot)');
    expect(stdout.trimEnd().split('\n')).toHaveLength(5);
    const page = readFileSync(join(folder, 'short.html'), 'utf8');
    expect(page).toContain('Zero-shot RNN');
    expect(page).toContain('trained on generated series (zero-shot)');
  });

  it('forecasts by a plain method where that model has nothing to say', async () => {
    const { code, stdout, stderr } = await run('forecast', '--data', 'short.csv', '--horizon', '61');
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('these are by the Theta method');
    expect(stdout.trimEnd().split('\n')).toHaveLength(62);
  });

  it('takes the model that ships for series of any length, and scores it on less than there is', async () => {
    const asked = [...DATA, '--model', SHIPPED, '--horizon', '6'];
    const said = await run('forecast', ...asked, '--levels', '0.1,0.5,0.9');
    expect(said.code, said.stderr).toBe(0);
    expect(said.stdout.trimEnd().split('\n')).toHaveLength(7);
    const scored = await run('evaluate', ...asked, '--history', '9', '--baselines', 'naive', '--json');
    expect(scored.code, scored.stderr).toBe(0);
    const { methods } = JSON.parse(scored.stdout) as { methods: Record<string, { mase: number }> };
    expect(methods['model']!.mase).toBeLessThan(methods['naive']!.mase);
  });

  it('measures settings on the past', async () => {
    const args = ['backtest', ...DATA, ...TINY, '--horizon', '4', '--windows', '2', '--out', 'past'];
    const { code, stdout, stderr } = await run(...args);
    expect(code, stderr).toBe(0);
    expect(stdout).toContain('1 series, 8 values');
    expect(stdout).toContain('in 80 % interval');
  });
});
