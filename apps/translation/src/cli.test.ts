import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProgram, watchProgram, type Finished, type Running } from '@reprise/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadCorpus } from './data.ts';
import type { Evaluation } from './evaluate.ts';
import { tinyCorpus } from './tinyCorpus.ts';
import { toTsv, writeUntrainedModel } from './tinyModel.fixture.ts';
import { load, type Candidate } from './translator.ts';

const TIMEOUT = 120_000;
const CLI = new URL('cli.ts', import.meta.url);
const root = mkdtempSync(join(tmpdir(), 'reprise-cli-'));
const model = join(root, 'model');

function start(args: readonly string[]): Running {
  return startProgram(CLI, args, { cwd: root });
}

function run(args: readonly string[], input = ''): Promise<Finished> {
  const { child, done } = start(args);
  child.stdin.end(input);
  return done;
}

function write(name: string, text: string): string {
  writeFileSync(join(root, name), text);
  return name;
}

beforeAll(() => writeUntrainedModel(model), TIMEOUT);
afterAll(() => {
  rmSync(root, { recursive: true });
});

describe('input that is not there', { timeout: TIMEOUT }, () => {
  it.each([
    [
      ['translate', 'Hello.', '--model', 'nowhere'],
      'error: model: expected config.json in nowhere, found none.',
    ],
    [
      ['train', '--data', 'pears.tsv', '--out', 'out'],
      'error: pears.tsv: no such file; did you mean pairs.tsv?',
    ],
    [
      ['train', '--data', 'ragged.tsv', '--out', 'out'],
      'error: ragged.tsv, line 2: expected source, tab, target',
    ],
    [
      ['evaluate', '--model', model, '--source', 'one.txt', '--reference', 'two.txt'],
      'two.txt has nothing for line 2',
    ],
    [['evaluate', '--model', model, '--source', 'none.txt', '--reference', 'none.txt'], 'got an empty file'],
  ])('%j ends with code 2', async (args, message) => {
    write('pairs.tsv', 'A cat.\tUn chat.\n');
    write('ragged.tsv', 'A cat.\tUn chat.\nA dog. Un chien.\n');
    write('one.txt', 'A cat.\nA dog.\n');
    write('two.txt', 'Un chat.\n');
    write('none.txt', '');
    const { code, stdout, stderr } = await run(args);
    expect({ code, stdout }, stderr).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^ {4}at /mu);
    expect(existsSync(join(root, 'out'))).toBe(false);
  });
});

describe('translate', { timeout: TIMEOUT }, () => {
  const texts = ['A black cat.', 'My two dogs see the house.'];
  const expected: { text: string; candidates: readonly Candidate[] }[] = [];

  beforeAll(async () => {
    const translator = await load(model);
    expected.push(...(await translator.translate(texts, { nBest: 3, alignment: true })));
    translator.dispose();
  });

  it('prints one translation a line, and on stderr which engine runs', async () => {
    const { code, stdout, stderr, hasEngine } = await watchProgram(CLI, [
      'translate',
      '--model',
      model,
      ...texts,
    ]);
    expect({ code, stdout }, stderr).toEqual({
      code: 0,
      stdout: expected.map(({ text }) => `${text}\n`).join(''),
    });
    expect(stderr).toMatch(/^engine: (native|portable), .*\n$/u);
    // So the tests of usage errors would notice an engine.
    expect(hasEngine).toBe(true);
  });

  it('prints the n best with their scores, the best first', async () => {
    const { stdout } = await run(['translate', '--model', model, '--n-best', '3', texts[0]!]);
    const lines = expected[0]!.candidates.map(({ text, score }) => `${score.toFixed(4)}\t${text}\n`);
    expect(lines).toHaveLength(3);
    expect(stdout).toBe(lines.join(''));
  });

  it('prints JSON, an object a line', async () => {
    const { stdout } = await run(
      ['translate', '--model', model, '--json', '--n-best', '3'],
      `${texts.join('\n')}\n`,
    );
    const objects = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    const plain = expected.map(({ candidates }, row) => ({ source: texts[row], translations: candidates }));
    expect(objects).toEqual(JSON.parse(JSON.stringify(plain)));
    expect(objects).toMatchObject([
      { translations: [{ alignment: { weights: expect.any(Array) as unknown } }, {}, {}] },
      {},
    ]);
  });

  it.each([
    ['svg', Buffer.from('<svg')],
    ['png', Buffer.from([0x89, 0x50, 0x4e, 0x47])],
  ])('draws the alignment as %s', async (kind, magic) => {
    const args = ['translate', '--model', model, '--alignment', `alignment.${kind}`, texts[0]!];
    const { code, stdout, stderr } = await run(args);
    expect({ code, stdout }, stderr).toEqual({ code: 0, stdout: `${expected[0]!.text}\n` });
    const picture = readFileSync(join(root, `alignment.${kind}`));
    expect(picture.subarray(0, 4)).toEqual(magic);
  });

  it('answers each line of stdin when it comes, an empty one with an empty one', async () => {
    const { child, done } = start(['translate', '--model', model]);
    const lines: string[] = [];
    child.stdout.on('data', (part: string) => lines.push(part));
    for (const [index, line] of [texts[0], '', texts[1]].entries()) {
      child.stdin.write(`${line}\r\n`);
      while (lines.length <= index) await once(child.stdout, 'data');
    }
    child.stdin.end();
    expect(await done).toMatchObject({ code: 0 });
    expect(lines).toEqual([`${expected[0]!.text}\n`, '\n', `${expected[1]!.text}\n`]);
  });

  it('ends well when its reader has seen enough', async () => {
    const { child, done } = start(['translate', '--model', model, '--beam', '1']);
    child.stdin.on('error', () => undefined);
    child.stdin.write('A cat.\n');
    await once(child.stdout, 'data');
    child.stdout.destroy();
    child.stdin.end('A dog.\n'.repeat(100));
    const { code, stderr } = await done;
    expect(code, stderr).toBe(0);
  });

  it('has nothing to draw without attention', async () => {
    const folder = join(root, 'fixed');
    await writeUntrainedModel(folder, { attention: 'none' });
    const { code, stderr } = await run([
      'translate',
      '--model',
      folder,
      '--alignment',
      'none.svg',
      texts[0]!,
    ]);
    expect(code).toBe(2);
    expect(stderr).toContain('there is nothing to draw');
    expect(existsSync(join(root, 'none.svg'))).toBe(false);
  });
});

describe('evaluate', { timeout: TIMEOUT }, () => {
  const { valid } = tinyCorpus({ size: 40 });

  it('prints the scores of files line by line, all references and the first', async () => {
    const source = write('test.en', valid.map((pair) => `${pair.source}\n`).join(''));
    const reference = write('test.fr', valid.map(({ target }) => `${target}\n`).join(''));
    const other = write('other.fr', valid.map(({ target }) => `${target.toUpperCase()}\n`).join(''));
    const args = ['evaluate', '--model', model, '--beam', '1', '--source', source, '--reference', reference];
    const { code, stdout, stderr } = await run(args);
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(
      /^4 sentences, beam 1, .*\nBLEU: \d+\.\d\d {2}\(source copied: .*\|tok:13a\|.*\n {2}0-5 words.*\n {2}6-10 words.*\n {2}11 words and more.*\nchrF: .*\n$/u,
    );
    expect(stderr).toMatch(/^engine: .*\n$/u);
    const both = await run([...args, '--reference', other]);
    expect(both.stdout).toMatch(/^BLEU, first reference: .*nrefs:1\|/mu);
    expect(both.stdout).toMatch(/^BLEU, all references: .*nrefs:2\|/mu);
  });

  it('scores the part of a file of pairs that training sets apart, as JSON', async () => {
    const file = write('all.tsv', toTsv(tinyCorpus({ size: 300 }).train));
    const { test } = await loadCorpus({ train: join(root, file) });
    const { stdout, stderr } = await run([
      'evaluate',
      '--model',
      model,
      '--beam',
      '1',
      '--data',
      file,
      '--length-edges',
      '4,7,9',
      '--json',
    ]);
    const evaluation = JSON.parse(stdout) as Evaluation;
    expect(evaluation, stderr).toMatchObject({ sentences: test.length, beamSize: 1 });
    expect(evaluation.translations).toHaveLength(test.length);
    expect(evaluation.firstReference.bleu.score).toBeGreaterThanOrEqual(0);
    expect(evaluation.firstReference.copy.chrf.score).toBeGreaterThan(0);
    expect(evaluation.firstReference.byLength.map(({ to }) => to)).toEqual([4, 7, 9, null]);
  });
});
