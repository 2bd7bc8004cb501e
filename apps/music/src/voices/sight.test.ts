import { describe, expect, it } from 'vitest';
import { look, SIGHT_SIZE, SIGHTS } from './sight.ts';
import { tokenOf, UNKNOWN } from './tokens.ts';

const t = tokenOf;

function seenBy(voice: number, seen: readonly number[], before: readonly number[]): number[] {
  const to = new Int32Array(SIGHT_SIZE);
  look(voice, { tokens: seen, at: 0 }, { tokens: before, at: 0 }, to);
  return [...to];
}

const BEFORE = [t(72), t(67), t(64), t(48)];
/** What the alto sees in its turn: soprano and bass have moved, the tenor is not said. */
const SEEN = [t(74), t(67), UNKNOWN, t(50)];

describe('look', () => {
  it('gives each voice numbers of its own, all within the table', () => {
    const all = [0, 1, 2, 3].flatMap((voice) => seenBy(voice, SEEN, BEFORE));
    expect(new Set(all).size).toBe(all.length);
    for (const number of all) {
      expect(number).toBeGreaterThanOrEqual(0);
      expect(number).toBeLessThan(SIGHTS);
    }
  });

  it('tells pitches apart, but intervals and motion are the same in every key', () => {
    const up = (tokens: readonly number[]) =>
      tokens.map((token) => (token === UNKNOWN ? UNKNOWN : token + 5));
    const [here, higher] = [seenBy(1, SEEN, BEFORE), seenBy(1, up(SEEN), up(BEFORE))];
    const isPitch = (place: number) => place === 0 || place % 3 === 1;
    here.forEach((number, place) => {
      // The tenor is unknown in both.
      const isKnown = ![7, 8, 9].includes(place);
      if (isPitch(place) && isKnown) expect(higher[place]).not.toBe(number);
      else expect(higher[place]).toBe(number);
    });
  });

  it('changes with how another voice moved, where all pitches stay', () => {
    const leap = seenBy(1, SEEN, [t(60), t(67), t(64), t(48)]);
    const step = seenBy(1, SEEN, BEFORE);
    expect(leap.filter((number, place) => number !== step[place])).toHaveLength(1);
  });

  it('knows no interval to silence, and holds the widest for wider ones', () => {
    const at = (seen: readonly number[]) => seenBy(1, seen, BEFORE)[2];
    expect(at([t(-1), t(67), UNKNOWN, t(50)])).toBe(at([UNKNOWN, t(67), UNKNOWN, t(50)]));
    const wide = (alto: number) => seenBy(1, [t(88), t(alto), UNKNOWN, UNKNOWN], BEFORE)[2];
    expect(wide(40)).toBe(wide(50));
    expect(wide(60)).not.toBe(wide(61));
  });
});
