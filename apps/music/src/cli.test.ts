import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProgram, watchProgram, type Finished } from '@reprise/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readScoreFile } from './files/scoreFile.ts';
import { voicesOf } from './files/voicesOf.ts';
import { writeChorales } from './music.fixture.ts';

const CLI = new URL('cli.ts', import.meta.url);
const TIMEOUT = 120_000;
/** For a loaded machine; on a quiet one it is a fraction of this. */
const CPU_SECONDS = 1.2;

const folder = mkdtempSync(join(tmpdir(), 'music-cli-'));
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

const TUNE = `X:1
T:Four bars
M:4/4
L:1/4
K:C
CDEF|GAGE|FEDB,|C4|]
`;
const TINY = ['--config', 'tiny', '--set', 'epochs=1'];

beforeAll(() => {
  writeChorales(join(folder, 'chorales.json'));
  writeFileSync(join(folder, 'tune.abc'), TUNE);
  writeFileSync(
    join(folder, 'two.abc'),
    `${TUNE}\n${TUNE.replace('X:1', 'X:2').replace('Four bars', 'Another')}`,
  );
  writeFileSync(join(folder, 'broken.mid'), 'MThd');
});

describe('--help', { timeout: TIMEOUT }, () => {
  it.each([
    [[], ['train', 'evaluate', 'continue', 'harmonise', 'compose', 'rewrite']],
    [['train'], ['--data', '--out', '--config', '--set', '--drop-duplicates', '--resume', '--seed']],
    [['evaluate'], ['--model', '--split', '--samples', '--json']],
    [
      ['harmonise'],
      [
        '--demo',
        '--voices',
        '--picture',
        '--sound',
        '--temperature',
        '--top-k',
        '--top-p',
        '--key',
        '--cadence',
      ],
    ],
    [['compose'], ['--bars', '--meter', '--upbeat', '--strict-meter', '--parallels', '--crossing']],
    [['rewrite'], ['--bars', '--voices', '--sweeps', '--candidates']],
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
    const training = ['train', '--data', 'chorales.json', '--out', 'bad'];
    const harmonising = ['harmonise', 'tune.abc', '--out', 'bad.mid'];
    it.each([
      [['harmonize', 'tune.abc'], "unknown command 'harmonize'\n(Did you mean harmonise?)"],
      [['train', '--data', 'chorales.json'], "required option '--out <folder>' not specified"],
      [['train', '--data', 'choral.json', '--out', 'bad'], 'choral.json'],
      [[...training, '--config', 'voice'], "unknown preset 'voice'. Did you mean 'voices'?"],
      [[...training, '--set', 'hiddensize=3'], "unknown setting 'hiddensize'. Did you mean 'hiddenSize'?"],
      [['harmonise', '--out', 'bad.mid'], 'expected a file with a melody, or --demo, got neither.'],
      [['harmonise', 'tun.abc', '--out', 'bad.mid'], 'tun.abc: no such file'],
      [['harmonise', 'broken.mid', '--out', 'bad.mid'], 'broken.mid: expected'],
      [['harmonise', 'tune.abc', '--out', 'bad.wav'], 'a file ending in .mid, .midi or .json'],
      [[...harmonising, '--picture', 'bad.gif'], 'a picture is a file ending in .svg or .png'],
      [[...harmonising, '--sound', 'bad.mp3'], '--sound: expected a file ending in .wav'],
      [[...harmonising, '--temperature', '0'], '--temperature: expected a number above 0, got 0'],
      [[...harmonising, '--top-p', '1.5'], '--top-p: expected a number above 0 and at most 1, got 1.5.'],
      [[...harmonising, '--key', 'H major'], 'H major'],
      [[...harmonising, '--voices', 'sopran'], "got 'sopran'; did you mean soprano?"],
      [[...harmonising, '--voices', 'bass'], 'bass'],
      [
        ['compose', '--out', 'bad.mid', '--meter', '4/5'],
        '--meter: expected beats over a unit of 1, 2, 4, 8 or 16',
      ],
      [
        ['rewrite', 'tune.abc', '--bars', 'two', '--out', 'bad.mid'],
        "--bars: expected bars as 5-6, got 'two'.",
      ],
      [
        ['rewrite', 'tune.abc', '--bars', '3-9', '--out', 'bad.mid'],
        'expected bars between 1 and 4, got 3 to 9.',
      ],
      [['evaluate', '--data', 'chorales.json', '--model', 'none'], 'expected config.json in none'],
    ])('%j', async (args, message) => {
      const { code, stdout, stderr } = await run(...args);
      expect(stderr.toLowerCase()).toContain(message.toLowerCase());
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(readdirSync(folder).filter((name) => name.startsWith('bad'))).toEqual([]);
    });
  },
);

describe('the way from pieces to music', { timeout: TIMEOUT }, () => {
  it('trains, measures what it made, harmonises, rewrites and goes on', async () => {
    const trained = await make('train', '--data', 'chorales.json', ...TINY, '--out', 'model');
    expect(trained.stderr).toContain('written to model');
    expect(readFileSync(join(folder, 'model', 'README.md'), 'utf8')).toContain(
      'npm run music -- train --data chorales.json --config tiny',
    );

    const asked = ['evaluate', '--data', 'chorales.json', '--model', 'model', '--samples', '2', '--json'];
    const { scores, made } = JSON.parse((await make(...asked)).stdout) as {
      scores: Record<string, number>;
      made: { statistics: Record<string, { pieces: number; crossingsPerBar: number }> };
    };
    expect(Object.keys(scores)).toEqual(['loss', 'nothing', 'soprano']);
    expect(made.statistics['harmonised']).toMatchObject({ pieces: 2, crossingsPerBar: 0 });

    const with2 = ['--model', 'model', '--candidates', '2'];
    const files = ['--picture', 'four.svg', '--sound', 'four.wav'];
    await make(
      'harmonise',
      'two.abc',
      '--tune',
      'four bars',
      '--out',
      'four.mid',
      ...with2,
      ...files,
      '--cadence',
    );
    const four = await readScoreFile(join(folder, 'four.mid'));
    expect(four.parts.map(({ name }) => name)).toEqual(['soprano', 'alto', 'tenor', 'bass']);
    expect(four.parts[0]!.notes.map(({ pitch }) => pitch)).toEqual([
      60, 62, 64, 65, 67, 69, 67, 64, 65, 64, 62, 59, 60,
    ]);
    const endings = four.parts.map(({ notes }) => notes.at(-1)!);
    for (const { onset, duration } of endings) expect(onset + duration).toBe(16);
    expect(endings[3]!.pitch % 12).toBe(0);
    expect(readFileSync(join(folder, 'four.svg'), 'utf8')).toContain('Four bars');
    expect(readFileSync(join(folder, 'four.wav')).subarray(0, 4).toString()).toBe('RIFF');

    await make('rewrite', 'four.mid', '--bars', '2', '--out', 'other.mid', ...with2);
    const other = await readScoreFile(join(folder, 'other.mid'));
    const firstBar = (score: typeof four) =>
      score.parts.map(({ notes }) => notes.filter(({ onset, duration }) => onset + duration <= 4));
    expect(firstBar(other)).toEqual(firstBar(four));
    const outside = (score: typeof four) =>
      voicesOf(score).voices.map((pitches) => [...pitches].filter((_, step) => step < 16 || step >= 32));
    expect(outside(other)).toEqual(outside(four));
    expect(voicesOf(other)).not.toEqual(voicesOf(four));

    await make('continue', 'four.mid', '--bars', '2', '--out', 'longer.mid', ...with2);
    const longer = await readScoreFile(join(folder, 'longer.mid'));
    expect(
      Math.max(...longer.parts.flatMap(({ notes }) => notes.map(({ onset, duration }) => onset + duration))),
    ).toBe(24);
  });

  it('draws the same from the same seed, and something else from another', async () => {
    const compose = async (name: string, seed: string) => {
      await make('compose', '--model', 'model', '--bars', '2', '--seed', seed, '--out', name);
      return readFileSync(join(folder, name)).toString('base64');
    };
    const first = await compose('first.mid', '1');
    expect(await compose('again.mid', '1')).toBe(first);
    expect(await compose('second.mid', '2')).not.toBe(first);
  });
});
