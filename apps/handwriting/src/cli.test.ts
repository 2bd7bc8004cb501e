import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProgram, watchProgram, type Finished } from '@reprise/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readInkFile } from './files/inkFile.ts';
import { toStroke3 } from './files/stroke3.ts';
import { makeInks, writeInks } from './handwriting.fixture.ts';

const CLI = new URL('cli.ts', import.meta.url);
const TIMEOUT = 180_000;
/** For a loaded machine; on a quiet one it is a fraction of this. */
const CPU_SECONDS = 1.2;

const folder = mkdtempSync(join(tmpdir(), 'handwriting-cli-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function run(...args: string[]): Promise<Finished> {
  const { child, done } = startProgram(CLI, args, { cwd: folder });
  child.stdin.end();
  return done;
}

/** Runs a command that has to succeed. */
async function make(...args: string[]): Promise<Finished> {
  const finished = await run(...args);
  expect(finished.code, finished.stderr).toBe(0);
  return finished;
}

const TINY = ['--config', 'tiny', '--set', 'epochs=1'];

beforeAll(() => {
  const inks = makeInks({ train: 60, valid: 10, test: 10 });
  writeInks(join(folder, 'inks.json'), inks);
  const rows = inks.map((ink) => toStroke3(ink).map((row) => row.map(Math.round)));
  writeFileSync(
    join(folder, 'drawings.json'),
    JSON.stringify({ train: rows.slice(0, 50), valid: rows.slice(50, 60), test: rows.slice(60) }),
  );
  writeFileSync(join(folder, 'broken.svg'), '<svg><path d="M0 0 LQ"/></svg>');
  writeFileSync(join(folder, 'empty.json'), '');
  writeFileSync(join(folder, 'none.svg'), '<svg xmlns="http://www.w3.org/2000/svg"></svg>');
  writeFileSync(join(folder, 'broken.png'), 'no picture');
});

describe('--help', { timeout: TIMEOUT }, () => {
  it.each([
    [[], ['train', 'evaluate', 'read', 'write', 'draw', 'adapt', 'generate']],
    [
      ['train'],
      ['--data', '--test', '--texts', '--reader', '--out', '--config', '--set', '--resume', '--seed'],
    ],
    [['read'], ['--n-best', '--no-language', '--one-of', '--json']],
    [['write'], ['--out', '--animate', '--bias', '--style', '--hand', '--attention', '--density']],
    [['draw'], ['--start', '--from', '--to', '--count']],
    [['adapt'], ['--data', '--out']],
    [['generate'], ['--fonts', '--words', '--count', '--out', '--seed']],
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
    const training = ['train', '--data', 'inks.json', '--out', 'bad'];
    it.each([
      [['reed', 'a.svg'], "unknown command 'reed'\n(Did you mean read?)"],
      [['train', '--data', 'inks.json'], "required option '--out <folder>' not specified"],
      [['train', '--data', 'ink.json', '--out', 'bad'], 'ink.json'],
      [[...training, '--config', 'raeder'], "unknown preset 'raeder'. Did you mean 'reader'?"],
      [[...training, '--set', 'hiddensize=3'], "unknown setting 'hiddensize'. Did you mean 'hiddenSize'?"],
      [[...training, '--reader', 'none'], 'expected config.json in none'],
      [['read', 'no.svg'], 'no.svg'],
      [['read', 'broken.svg'], 'broken.svg'],
      [['read', 'empty.json'], 'empty.json'],
      [['read', 'none.svg'], 'none.svg'],
      [['read', 'broken.png'], 'broken.png'],
      [['read', 'inks.json', '--model', 'none'], 'expected config.json in none'],
      [['write', ' ', '--out', 'bad.svg'], 'write: expected a text, got none.'],
      [['write', 'ox', '--out', 'bad.gif'], '--out: expected a file ending in .svg, .png'],
      [['write', 'ox', '--out', 'bad.png', '--animate'], '--animate: expected --out to end in .svg'],
      [['write', 'ox', '--out', 'bad.svg', '--hand', 'empty.json'], 'empty.json'],
      [['write', 'ox', '--out', 'bad.svg', '--attention', 'bad.gif'], 'a picture is a file ending in'],
      [['draw', '--model', 'none', '--out', 'bad.svg', '--from', 'inks.json'], 'expected --from and --to'],
      [['draw', '--model', 'none', '--out', 'bad.svg'], 'expected config.json in none'],
      [['adapt', '--data', 'none.svg', '--out', 'bad.hand'], 'none.svg'],
      [['evaluate', '--data', 'inks.json', '--model', 'none'], 'expected config.json in none'],
      [['generate', '--fonts', 'inks.json', '--words', 'inks.json', '--out', 'bad.json'], 'expected fonts'],
    ])('%j', async (args, message) => {
      const { code, stdout, stderr } = await run(...args);
      expect(stderr.toLowerCase()).toContain(message.toLowerCase());
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(readdirSync(folder).filter((name) => name.startsWith('bad'))).toEqual([]);
    });
  },
);

describe('the way from ink to text and back', { timeout: TIMEOUT }, () => {
  it('trains a reader, measures it and reads', async () => {
    const trained = await make('train', '--data', 'inks.json', ...TINY, '--out', 'reader');
    expect(trained.stderr).toContain('written to reader');
    expect(readFileSync(join(folder, 'reader', 'README.md'), 'utf8')).toContain(
      'npm run handwriting -- train --data inks.json --config tiny',
    );
    const asked = ['evaluate', '--data', 'inks.json', '--model', 'reader', '--json'];
    const { readings } = JSON.parse((await make(...asked)).stdout) as {
      readings: Record<string, { count: number }>;
    };
    expect(readings['all']?.count).toBe(10);
    const read = await make('read', 'inks.json', '--model', 'reader', '--n-best', '2', '--json');
    const lines = JSON.parse(read.stdout) as { id: string; lines: { text: string }[][] }[];
    expect(lines).toHaveLength(80);
    const chosen = await make('read', 'inks.json', '--model', 'reader', '--one-of', 'lo');
    for (const line of chosen.stdout.trim().split('\n')) expect(['l', 'o']).toContain(line);
  });

  it('trains a writer, writes in every format, adapts, and refuses what it has not learned', async () => {
    const smaller = ['--set', 'model="writer"', '--set', 'spacing=0.8'];
    await make('train', '--data', 'inks.json', ...TINY, ...smaller, '--out', 'writer');
    const write = (...args: string[]) => make('write', 'ox oil', '--model', 'writer', ...args);
    await write('--out', 'a.svg', '--animate');
    await write('--out', 'a.json', '--attention', 'look.svg', '--density', 'expect.svg');
    const [drawn] = await readInkFile(join(folder, 'a.svg'));
    expect(drawn?.text).toBe('ox oil');
    await write('--out', 'b.json');
    expect(readFileSync(join(folder, 'b.json'))).toEqual(readFileSync(join(folder, 'a.json')));
    await write('--out', 'c.json', '--seed', '2');
    expect(readFileSync(join(folder, 'c.json'))).not.toEqual(readFileSync(join(folder, 'a.json')));
    expect(readFileSync(join(folder, 'look.svg'), 'utf8')).toContain('<svg');

    const adapted = await make('adapt', '--data', 'inks.json', '--model', 'writer', '--out', 'my.hand');
    expect(adapted.stderr).toMatch(/nats a step on lines kept apart: -?[\d.]+ before, -?[\d.]+ after/u);
    await write('--out', 'd.json', '--hand', 'my.hand');
    expect(readFileSync(join(folder, 'd.json'))).not.toEqual(readFileSync(join(folder, 'a.json')));

    const refused = await run('write', 'ox 漢', '--model', 'writer', '--out', 'bad.svg');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('got "漢"');
    const wrong = await run('read', 'inks.json', '--model', 'writer');
    expect(wrong.stderr).toContain('expected a model of the kind reader, got one of the kind writer');
  });

  it('trains a drawer and draws, finishes and interpolates', async () => {
    const sketch = ['--set', 'model="drawer"', '--set', 'latentSize=4'];
    await make('train', '--data', 'drawings.json', ...TINY, ...sketch, '--out', 'drawer');
    const draw = (...args: string[]) => make('draw', '--model', 'drawer', '--count', '3', ...args);
    await draw('--out', 'drawn.json');
    expect(await readInkFile(join(folder, 'drawn.json'))).toHaveLength(3);
    await draw('--out', 'finished.json', '--start', 'drawings.json');
    await draw('--out', 'between.json', '--from', 'drawings.json', '--to', 'inks.json');
    expect(await readInkFile(join(folder, 'between.json'))).toHaveLength(3);
  });
});
