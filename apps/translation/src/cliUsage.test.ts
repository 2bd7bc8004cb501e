import { watchProgram } from '@reprise/testing';
import { describe, expect, it } from 'vitest';
import { CORPORA } from './corpora.ts';

const TIMEOUT = 120_000;
const CLI = new URL('cli.ts', import.meta.url);
/** For a loaded machine; on a quiet one it is a fraction of this. */
const CPU_SECONDS = 1;

describe('--help', { timeout: TIMEOUT }, () => {
  it.each([
    [[], ['train', 'evaluate', 'translate', 'data']],
    [
      ['train'],
      [
        '--data',
        '--out',
        '--valid',
        '--test',
        '--reverse',
        '--config',
        '--set',
        '--resume',
        '--seed',
        '--max-minutes',
        '--checkpoint-every',
      ],
    ],
    [['evaluate'], ['--model', '--source', '--reference', '--data', '--beam', '--length-edges', '--json']],
    [['translate'], ['[text...]', '--model', '--beam', '--n-best', '--alignment', '--json']],
    [['data'], ['data sets']],
  ])('of %j goes to stdout, at once', async (command, mentioned) => {
    const { code, stdout, stderr, hasEngine, seconds } = await watchProgram(CLI, [...command, '--help']);
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
    [
      [...training, '--set', 'dropout=high'],
      'setting \'dropout\': Invalid input: expected number, received string, got "high".',
    ],
    [[...training, '--seed', '1.5'], 'expected a whole number from 0 on.'],
    [[...training, '--max-minutes', 'ten'], 'expected a number from 0 on.'],
    [['train', '--data', 'a,b,c', '--out', 'out'], 'two files as SOURCE,TARGET; got "a,b,c"'],
    [['translate', 'Hello.', '--beam', '2.5'], 'expected a whole number from 1 on.'],
    [['translate', 'Hello.', '--alignment', 'a.gif'], 'a picture is a file ending in .svg or .png'],
    [['translate', 'One.', 'Two.', '--alignment', 'a.svg'], '--alignment: expected one text, got 2.'],
    [['evaluate', '--source', 'a.txt'], 'expected --source FILE and --reference FILE, or --data FILE.tsv.'],
    [['evaluate', '--length-edges', '10,5'], 'expected each number to be larger than the one before'],
    [['data', 'more'], 'too many arguments'],
  ])('%j is told on stderr, at once, with code 2', async (args, message) => {
    const { code, stdout, stderr, hasEngine, seconds } = await watchProgram(CLI, args);
    expect({ code, stdout, hasEngine }, stderr).toEqual({ code: 2, stdout: '', hasEngine: false });
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^ {4}at /mu);
    expect(seconds).toBeLessThan(CPU_SECONDS);
  });
});

it('data prints where each data set comes from, without an engine', { timeout: TIMEOUT }, async () => {
  const { code, stdout, stderr, hasEngine } = await watchProgram(CLI, ['data']);
  expect({ code, hasEngine }, stderr).toEqual({ code: 0, hasEngine: false });
  for (const { name, home, licence, files } of CORPORA) {
    for (const part of [name, home, licence, ...files.map(({ sha256 }) => sha256)])
      expect(stdout).toContain(part);
  }
});
