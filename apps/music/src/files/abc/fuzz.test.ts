import { InputError } from '@reprise/core/errors';
import { afterAll, beforeAll, describe, expect, it, vi, type MockInstance } from 'vitest';
import { checkScore } from '../checkScore.ts';
import { musicFiles } from '../musicFiles.fixture.ts';
import { drawsFrom, secondsOf, type Draws } from '../random.fixture.ts';
import { readAbc } from '../readAbc.ts';

const SOURCES = [
  ...musicFiles.abc.map(({ text }) => text),
  'X:1\nT:One\nM:4/4\nL:1/8\nQ:1/4=90\nK:G\nV:1\n|:"G"GABc dedB|1dedB "D7"dedB:|2c2ec B2dB|]\nV:2 clef=bass\n|:G,4 (3D,E,F, G,2|D4-D4:|\nw:a b\n',
  'X:1\nM:6/8\nK:Dm\n%%MIDI program 12\n{a}A>B!f!c [M:3/4]^f_g=a & D6|z2Z|[K:F]y.~f\n\nX:2\nK:C\n[V:a]cd[V:b]ef|]',
];
const PIECES = [
  ...[
    '|:',
    ':|',
    '::',
    ':|:',
    '|1',
    '[2',
    '|]',
    '||',
    '[1-3',
    '(3',
    '(5:4:3',
    '(9',
    '-',
    '>',
    '<<<',
    '&',
    '[',
    ']',
    '{',
    '}',
  ],
  ...[
    '"',
    '"Am"',
    '!',
    '+',
    '~',
    '^',
    '_',
    '=',
    '^^',
    '^/',
    "'",
    ',',
    '/',
    '//',
    '0',
    '999999999',
    '1/0',
    'z',
    'Z99',
    'x',
    'y',
  ],
  ...[
    '\nV:2\n',
    '[V:',
    '\nK:',
    '[K:Cm]',
    '\nM:',
    '[M:3/8]',
    '\nL:1/',
    '\nQ:',
    'w:',
    '%%MIDI transpose ',
    '\n\n',
    '\nX:',
    '\0',
    'é',
  ],
];

const NOTED = [...PIECES, ...Array.from('CDEFGABcdefgab|||')];

function mutate(text: string, draws: Draws): string {
  let result = text;
  for (let change = draws.below(5); change >= 0; change--) {
    const at = draws.below(result.length + 1);
    const to = draws.pick([at, at, at + 1, at + draws.below(12)]);
    const piece = draws.pick([
      draws.pick(PIECES),
      draws.pick(PIECES),
      draws.pick(PIECES).repeat(draws.below(4)),
    ]);
    result = result.slice(0, at) + piece + result.slice(to);
  }
  return draws.below(10) === 0 ? result.slice(0, draws.below(result.length)) : result;
}

/** Whether the text is tunes; it is that, and sound ones, or refused. */
function isTunes(text: string): boolean {
  let scores;
  try {
    scores = readAbc(text, 'fuzz.abc');
  } catch (error) {
    if (error instanceof InputError) return false;
    throw new Error(`not refused as bad input: ${JSON.stringify(text)}`, { cause: error });
  }
  for (const score of scores) checkScore(score, JSON.stringify(text));
  return true;
}

// The parser tells of some things on the console, which is the command's.
let log: MockInstance;
beforeAll(() => {
  log = vi.spyOn(console, 'log');
});
afterAll(() => {
  log.mockRestore();
});

describe('broken notation is refused, or read as scores that can be', () => {
  it('mutated tunes', () => {
    const draws = drawsFrom(21);
    let [tunes, slowest] = [0, 0];
    for (let run = 0; run < 1500; run++) {
      const text = mutate(draws.pick(SOURCES), draws);
      slowest = Math.max(
        slowest,
        secondsOf(() => (tunes += isTunes(text) ? 1 : 0)),
      );
    }
    expect(tunes).toBeGreaterThan(150);
    expect(tunes).toBeLessThan(1350);
    expect(slowest).toBeLessThan(1);
    expect(log).not.toHaveBeenCalled();
  });

  it('drawn bars', () => {
    const draws = drawsFrom(22);
    for (let run = 0; run < 800; run++) {
      const music = Array.from({ length: draws.below(30) }, () => draws.pick(NOTED));
      isTunes(`X:1\nM:4/4\nK:C\n${music.join('')}\n`);
    }
    expect(log).not.toHaveBeenCalled();
  });
});

describe('texts made to be slow', () => {
  it.each([
    ['repeats of repeats', '|:C|1-99D:|'.repeat(300)],
    ['endings that nothing ends', '|:C' + '|1D'.repeat(2000)],
    ['changes in many repeats', '|:[K:G]C[K:C]D:|'.repeat(1000)],
    ['a note of all the time there is', 'C9999999999'],
  ])('%s', (_, music) => {
    expect(secondsOf(() => isTunes(`X:1\nM:4/4\nL:1/4\nK:C\n${music}\n`))).toBeLessThan(4);
  });
});
