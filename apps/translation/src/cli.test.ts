import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startProgram, type Finished, type Running } from './commandLineRun.fixture.ts';
import { CORPORA } from './corpora.ts';
import { loadCorpus } from './data.ts';
import type { Evaluation } from './evaluate.ts';
import { tinyCorpus } from './tinyCorpus.ts';
import { toTsv, writeUntrainedModel } from './tinyModel.fixture.ts';
import { load, type Candidate } from './translator.ts';

const TIMEOUT = 120_000;
/** For a loaded machine; on a quiet one it is a fraction of this. */
const CPU_SECONDS = 1;

const root = mkdtempSync(join(tmpdir(), 'reprise-cli-'));
const model = join(root, 'model');

/** Writes what a process loaded, and the time it took of a core, when it ends. */
const WATCH = `
  import { writeFileSync } from 'node:fs';
  import { createRequire } from 'node:module';
  process.on('exit', () => {
    const modules = Object.keys(createRequire('file:///').cache);
    const { user, system } = process.cpuUsage();
    writeFileSync(process.env.WATCH_FILE, JSON.stringify({ modules, seconds: (user + system) / 1e6 }));
  });`;

function start(args: readonly string[], env: NodeJS.ProcessEnv = {}): Running {
  return startProgram('cli.ts', args, { cwd: root, env });
}

function run(args: readonly string[], input = ''): Promise<Finished> {
  const { child, done } = start(args);
  child.stdin.end(input);
  return done;
}

let watched = 0;

/** Runs a command line, and tells whether it loaded an engine and how long it computed. */
async function watch(args: readonly string[]) {
  const file = join(root, `watched-${watched++}.json`);
  const options = `--import=data:text/javascript,${encodeURIComponent(WATCH)}`;
  const { child, done } = start(args, { NODE_OPTIONS: options, WATCH_FILE: file });
  child.stdin.end();
  const finished = await done;
  const { modules, seconds } = JSON.parse(readFileSync(file, 'utf8')) as { modules: string[]; seconds: number };
  const hasEngine = modules.some((path) => path.includes('@tensorflow') && path.endsWith('.js'));
  return { ...finished, seconds, hasEngine };
}

function write(name: string, text: string): string {
  writeFileSync(join(root, name), text);
  return name;
}

beforeAll(() => writeUntrainedModel(model), TIMEOUT);
afterAll(() => {
  rmSync(root, { recursive: true });
});

describe('--help', { timeout: TIMEOUT }, () => {
  it.each([
    [[], ['train', 'evaluate', 'translate', 'data']],
    [['train'], ['--data', '--out', '--valid', '--test', '--reverse', '--config', '--set', '--resume', '--seed', '--max-minutes', '--checkpoint-every']],
    [['evaluate'], ['--model', '--source', '--reference', '--data', '--beam', '--json']],
    [['translate'], ['[text...]', '--model', '--beam', '--n-best', '--alignment', '--json']],
    [['data'], ['data sets']],
  ])('of %j goes to stdout, at once', async (command, mentioned) => {
    const { code, stdout, stderr, hasEngine, seconds } = await watch([...command, '--help']);
    expect({ code, stderr, hasEngine }).toEqual({ code: 0, stderr: '', hasEngine: false });
    expect(stdout).toContain(`Usage: ${['translation', ...command].join(' ')} [options]`);
    for (const name of mentioned) expect(stdout).toContain(name);
    expect(seconds).toBeLessThan(CPU_SECONDS);
  });
});

describe('a usage error', { timeout: TIMEOUT }, () => {
  const training = ['train', '--data', 'pairs.tsv', '--out', 'out'];
  it.each([
    [[], 'Usage: translation [options] [command]'],
    [['translat', 'Hello.'], "unknown command 'translat'\n(Did you mean translate?)"],
    [['train', '--out', 'out'], "required option '--data <files>' not specified"],
    [[...training, '--confg', 'tiny'], "unknown option '--confg'\n(Did you mean --config?)"],
    [[...training, '--config', 'tiney'], "unknown preset 'tiney'. Did you mean 'tiny'?"],
    [[...training, '--set', 'drpout=0.1'], "unknown setting 'drpout'. Did you mean 'dropout'?"],
    [[...training, '--set', 'dropout=high'], 'setting \'dropout\': Invalid input: expected number, received string, got "high".'],
    [[...training, '--seed', '1.5'], 'expected a whole number from 0 on.'],
    [[...training, '--max-minutes', 'ten'], 'expected a number from 0 on.'],
    [['train', '--data', 'a,b,c', '--out', 'out'], 'two files as SOURCE,TARGET; got "a,b,c"'],
    [['translate', 'Hello.', '--beam', '2.5'], 'expected a whole number from 1 on.'],
    [['translate', 'Hello.', '--alignment', 'a.gif'], 'a picture is a file ending in .svg or .png'],
    [['translate', 'One.', 'Two.', '--alignment', 'a.svg'], '--alignment: expected one text, got 2.'],
    [['evaluate', '--source', 'a.txt'], 'expected --source FILE and --reference FILE, or --data FILE.tsv.'],
    [['data', 'more'], 'too many arguments'],
  ])('%j is told on stderr, at once, with code 2', async (args, message) => {
    const { code, stdout, stderr, hasEngine, seconds } = await watch(args);
    expect({ code, stdout, hasEngine }, stderr).toEqual({ code: 2, stdout: '', hasEngine: false });
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^ {4}at /mu);
    expect(seconds).toBeLessThan(CPU_SECONDS);
  });
});

describe('input that is not there', { timeout: TIMEOUT }, () => {
  it.each([
    [['translate', 'Hello.', '--model', 'nowhere'], 'error: model: expected config.json in nowhere, found none.'],
    [['train', '--data', 'pears.tsv', '--out', 'out'], 'error: pears.tsv: no such file; did you mean pairs.tsv?'],
    [['train', '--data', 'ragged.tsv', '--out', 'out'], 'error: ragged.tsv, line 2: expected source, tab, target'],
    [['evaluate', '--model', model, '--source', 'one.txt', '--reference', 'two.txt'], 'two.txt has nothing for line 2'],
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
    const { code, stdout, stderr, hasEngine } = await watch(['translate', '--model', model, ...texts]);
    expect({ code, stdout }, stderr).toEqual({ code: 0, stdout: expected.map(({ text }) => `${text}\n`).join('') });
    expect(stderr).toMatch(/^engine: (native|portable), .*\n$/u);
    // So the tests above would notice an engine.
    expect(hasEngine).toBe(true);
  });

  it('prints the n best with their scores, the best first', async () => {
    const { stdout } = await run(['translate', '--model', model, '--n-best', '3', texts[0]!]);
    const lines = expected[0]!.candidates.map(({ text, score }) => `${score.toFixed(4)}\t${text}\n`);
    expect(lines).toHaveLength(3);
    expect(stdout).toBe(lines.join(''));
  });

  it('prints JSON, an object a line', async () => {
    const { stdout } = await run(['translate', '--model', model, '--json', '--n-best', '3'], `${texts.join('\n')}\n`);
    const objects = stdout.trimEnd().split('\n').map((line) => JSON.parse(line) as unknown);
    const plain = expected.map(({ candidates }, row) => ({ source: texts[row], translations: candidates }));
    expect(objects).toEqual(JSON.parse(JSON.stringify(plain)));
    expect(objects).toMatchObject([{ translations: [{ alignment: { weights: expect.any(Array) as unknown } }, {}, {}] }, {}]);
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
    const { code, stderr } = await run(['translate', '--model', folder, '--alignment', 'none.svg', texts[0]!]);
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
    const { stdout, stderr } = await run(['evaluate', '--model', model, '--beam', '1', '--data', file, '--json']);
    const evaluation = JSON.parse(stdout) as Evaluation;
    expect(evaluation, stderr).toMatchObject({ sentences: test.length, beamSize: 1 });
    expect(evaluation.translations).toHaveLength(test.length);
    expect(evaluation.firstReference.bleu.score).toBeGreaterThanOrEqual(0);
    expect(evaluation.firstReference.copy.chrf.score).toBeGreaterThan(0);
  });
});

it('data prints where each data set comes from, without an engine', { timeout: TIMEOUT }, async () => {
  const { code, stdout, stderr, hasEngine } = await watch(['data']);
  expect({ code, hasEngine }, stderr).toEqual({ code: 0, hasEngine: false });
  for (const { name, home, licence, files } of CORPORA) {
    for (const part of [name, home, licence, ...files.map(({ sha256 }) => sha256)]) expect(stdout).toContain(part);
  }
});
