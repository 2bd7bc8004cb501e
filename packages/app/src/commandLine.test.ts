import { InputError } from '@reprise/core/errors';
import { EngineError } from '@reprise/engine';
import { InvalidArgumentError } from 'commander';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  ascendingNumbers,
  collect,
  describeCommand,
  EXIT,
  interruptSignal,
  makeCommand,
  parseNumber,
  runCommand,
  wholeNumber,
} from './commandLine.ts';

afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

describe('runCommand', () => {
  /** The exit code of a command that throws this, and what it wrote to stderr. */
  async function failWith(error: unknown) {
    const written: unknown[] = [];
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => Boolean(written.push(text)));
    const command = makeCommand('fail', 'Fails.').action(() => {
      throw error;
    });
    await runCommand(command, []);
    return { code: process.exitCode, stderr: written.join('') };
  }

  it('tells an error of the user in its own words, with code 2', async () => {
    expect(await failWith(new InputError('no such file'))).toEqual({
      code: EXIT.badInput,
      stderr: 'error: no such file\n',
    });
  });

  it('tells an engine that cannot run in its own words, with code 1', async () => {
    expect(await failWith(new EngineError('no engine'))).toEqual({
      code: EXIT.failed,
      stderr: 'error: no engine\n',
    });
  });

  it('tells any other error with its stack, with code 1', async () => {
    const { code, stderr } = await failWith(new TypeError('a bug'));
    expect(code).toBe(EXIT.failed);
    expect(stderr).toMatch(/^TypeError: a bug\n {4}at .*commandLine\.test\.ts/u);
    expect(await failWith('a word')).toEqual({ code: EXIT.failed, stderr: 'a word\n' });
  });

  it('leaves the exit code alone when all went well', async () => {
    const done = vi.fn();
    await runCommand(makeCommand('work', 'Works.').argument('<word>').action(done), ['now']);
    expect(done).toHaveBeenCalledOnce();
    expect(process.exitCode).toBeUndefined();
  });
});

describe('options', () => {
  it.each([
    ['0', 0],
    ['2.5', 2.5],
    ['1e3', 1000],
  ])('a number: %s', (text, value) => {
    expect(parseNumber(text)).toBe(value);
  });

  it.each(['', ' ', 'ten', '-1', 'NaN', 'Infinity', '1,5'])('no number: %j', (text) => {
    expect(() => parseNumber(text)).toThrow(InvalidArgumentError);
  });

  it('a whole number has a lowest value', () => {
    expect(wholeNumber(0)('0')).toBe(0);
    expect(wholeNumber(1)('7')).toBe(7);
    for (const text of ['0', '1.5', '-3', '9007199254740993', 'x']) {
      expect(() => wholeNumber(1)(text)).toThrow(InvalidArgumentError);
    }
  });

  it('a list of whole numbers ascends', () => {
    expect(ascendingNumbers('7')).toEqual([7]);
    expect(ascendingNumbers('5,10,200')).toEqual([5, 10, 200]);
    for (const text of ['', '0,5', '5,,10', '5,x', '1.5', '10,5', '5,5']) {
      expect(() => ascendingNumbers(text)).toThrow(InvalidArgumentError);
    }
  });

  it('one that may be repeated is collected in order', () => {
    expect(collect('b', collect('a'))).toEqual(['a', 'b']);
  });
});

describe('describeCommand', () => {
  it('has the command as it can be given again, without the folders of the machine', () => {
    const args = [
      'train',
      '--data',
      '/home/me/a.en,/home/me/a.fr',
      '--out=/tmp/x/model',
      '--set',
      'dropout=0.1',
    ];
    expect(describeCommand('translation', args)).toBe(
      'npm run translation -- train --data a.en,a.fr --out=model --set dropout=0.1',
    );
    expect(describeCommand('forecasting', ['train', '--out', 'runs/mine'])).toBe(
      'npm run forecasting -- train --out runs/mine',
    );
  });
});

describe('interruptSignal', () => {
  afterEach(() => {
    process.removeAllListeners('SIGINT').removeAllListeners('SIGTERM');
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'aborts at the first %s and ends the process at the second',
    (name) => {
      const exit = vi.spyOn(process, 'exit').mockImplementation((() => undefined) as never);
      const told = vi.fn();
      const signal = interruptSignal(told);
      expect(signal.aborted).toBe(false);
      process.emit(name);
      expect(signal.aborted).toBe(true);
      expect(told).toHaveBeenCalledOnce();
      expect(exit).not.toHaveBeenCalled();
      process.emit(name);
      expect(exit).toHaveBeenCalledWith(EXIT.interrupted);
    },
  );
});
