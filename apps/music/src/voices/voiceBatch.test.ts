import { describe, expect, it } from 'vitest';
import { pieceOf } from './piece.fixture.ts';
import { HOLD, tokenOf, UNKNOWN } from './tokens.ts';
import { NOT_SAID, nothingGiven, voiceBatch, voicesGiven } from './voiceBatch.ts';

const piece = pieceOf([
  [72, 72, 74],
  [67, 65, 65],
  [64, 64, null],
  [48, 48, 50],
]);
const t = tokenOf;

/** The numbers of one step and voice. */
function at(numbers: ArrayLike<number>, step: number, voice: number): number {
  return numbers[step * 4 + voice] as number;
}

describe('voiceBatch', () => {
  const nothing = voiceBatch([piece], [nothingGiven(piece)]);

  it('says the first pitches, then what changes, and a rest where one begins', () => {
    expect([...nothing.labels]).toEqual([
      t(72),
      t(67),
      t(64),
      t(48),
      HOLD,
      t(65),
      HOLD,
      HOLD,
      t(74),
      HOLD,
      t(-1),
      t(50),
    ]);
    expect(nothing.tokens).toBe(12);
  });

  it('reads the step before, and whether notes began in it', () => {
    expect([...nothing.previous.tokens.slice(0, 8)]).toEqual([0, 0, 0, 0, t(72), t(67), t(64), t(48)]);
    expect([...nothing.previous.begins]).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 0, 1, 0, 0]);
    expect([...nothing.given.tokens]).toEqual(new Array(12).fill(UNKNOWN));
  });

  it('lets each voice see itself one step before and those whose turn came before: soprano, bass, alto, tenor', () => {
    const seen = (step: number, voice: number) => [
      ...nothing.seen.slice((step * 4 + voice) * 4, (step * 4 + voice) * 4 + 4),
    ];
    expect(seen(0, 0)).toEqual([UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN]);
    expect(seen(1, 0)).toEqual([t(72), UNKNOWN, UNKNOWN, UNKNOWN]);
    expect(seen(1, 3)).toEqual([t(72), UNKNOWN, UNKNOWN, t(48)]);
    expect(seen(1, 1)).toEqual([t(72), t(67), UNKNOWN, t(48)]);
    expect(seen(1, 2)).toEqual([t(72), t(65), t(64), t(48)]);
  });

  it('reads what is given and does not say it; whose turn it is sees it too', () => {
    const given = voiceBatch([piece], [voicesGiven(piece, [2])]);
    expect([0, 1, 2].map((step) => at(given.labels, step, 2))).toEqual([NOT_SAID, NOT_SAID, NOT_SAID]);
    expect([0, 1, 2].map((step) => at(given.given.tokens, step, 2))).toEqual([t(64), t(64), t(-1)]);
    expect([0, 1, 2].map((step) => at(given.given.begins, step, 2))).toEqual([1, 0, 1]);
    expect(given.seen[(1 * 4 + 0) * 4 + 2]).toBe(t(64));
    expect(given.tokens).toBe(9);
  });

  it('does not tell whether a given note began where the step before is not given', () => {
    const mask = nothingGiven(piece);
    mask[1 * 4 + 1] = 1;
    const given = voiceBatch([piece], [mask]);
    expect(at(given.given.tokens, 1, 1)).toBe(t(65));
    expect(at(given.given.begins, 1, 1)).toBe(0);
  });

  it('says nothing in the padding of shorter pieces', () => {
    const short = pieceOf([[72], [67], [64], [48]]);
    const both = voiceBatch([piece, short], [nothingGiven(piece), nothingGiven(short)]);
    expect([...both.lengths]).toEqual([3, 1]);
    expect(both.tokens).toBe(16);
    expect([...both.labels.slice(16)]).toEqual(new Array(8).fill(NOT_SAID));
  });

  it('refuses pitches that it has no token for', () => {
    const high = pieceOf([[100], [67], [64], [48]]);
    expect(() => voiceBatch([high], [nothingGiven(high)])).toThrow('expected pitches from 28 to 88, got 100');
  });
});
