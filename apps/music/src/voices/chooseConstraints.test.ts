import { describe, expect, it } from 'vitest';
import { parseKey } from '../theory/key.ts';
import { chooseConstraints, type Rules } from './chooseConstraints.ts';
import type { Moment } from './constraints.ts';
import { pieceOf } from './piece.fixture.ts';

const architecture = {
  ranges: [
    [60, 81],
    [53, 74],
    [46, 69],
    [36, 66],
  ] as [number, number][],
};
const held = (pitch: number) => new Array<number>(32).fill(pitch);
const piece = pieceOf([held(72), held(64), held(60), held(48)]);

/** The alto's turn on the second beat; soprano and bass have gone from a fifth, C-G, to D-A. */
const MOMENT: Moment = {
  step: 4,
  voice: 1,
  before: [74, 67, 60, 48],
  now: [76, undefined, undefined, 50],
  held: 2,
};

function allows(rules: Rules, pitch: number, isHeld = false, moment: Moment = MOMENT): boolean {
  return chooseConstraints(rules, piece, architecture).every((rule) => rule(pitch, isHeld, moment));
}

describe('rules', () => {
  it.each([
    ['a plain note', {}, 65, true],
    ['a note out of the range', {}, 75, false],
    ['… with ranges lifted', { ranges: false }, 75, true],
    ['a note below the bass', {}, 49, false],
    ['… with crossing and ranges lifted', { noCrossing: false, ranges: false }, 49, true],
    ['a parallel fifth', {}, 69, false],
    ['… with parallels lifted', { noParallels: false }, 69, true],
    ['a note of the key', { key: parseKey('D minor') }, 65, true],
    ['a note of another', { key: parseKey('D minor') }, 66, false],
    ['silence alone', {}, -1, false],
  ] as const)('on %s: %j', (_, rules, pitch, expected) => {
    expect(allows(rules, pitch)).toBe(expected);
  });

  it('on what is held over a beat, only where meter is strict', () => {
    expect(allows({}, 67, true)).toBe(true);
    expect(allows({ strictMeter: true }, 67, true)).toBe(false);
    expect(allows({ strictMeter: true }, 67, true, { ...MOMENT, held: 4 })).toBe(true);
  });

  it('on the end, only where a cadence is asked for: on the last bar line it is the tonic', () => {
    const end: Moment = { ...MOMENT, step: 16, voice: 3, now: [72, undefined, undefined, undefined] };
    expect([48, 43].map((pitch) => allows({}, pitch, false, end))).toEqual([true, true]);
    const rules = { cadence: parseKey('C major') };
    expect([48, 43].map((pitch) => allows(rules, pitch, false, end))).toEqual([true, false]);
  });
});
