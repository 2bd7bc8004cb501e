import { InputError } from '@reprise/core/errors';
import { describe, expect, it } from 'vitest';
import { checkScore } from '../checkScore.ts';
import { musicFiles } from '../musicFiles.fixture.ts';
import { drawsFrom, secondsOf, type Draws } from '../random.fixture.ts';
import { readMidi } from '../readMidi.ts';
import { midiBytes } from './bytes.fixture.ts';

/** Bytes that mean something, and so break more than others. */
const MEANINGFUL = [
  0, 1, 0x7f, 0x80, 0x90, 0xb0, 0xc0, 0xf0, 0xf7, 0xff, 0x2f, 0x51, 0x58, 0x59, 64, 120, 123,
];

function mutate(bytes: Uint8Array, draws: Draws): Uint8Array {
  const list = [...bytes];
  for (let change = draws.below(6); change >= 0; change--) {
    const at = draws.below(list.length + 1);
    switch (draws.below(5)) {
      case 0:
        list[at] = draws.below(256);
        break;
      case 1:
        list[at] = draws.pick(MEANINGFUL);
        break;
      case 2:
        list.splice(at, 1 + draws.below(8));
        break;
      case 3:
        list.splice(at, 0, ...Array.from({ length: 1 + draws.below(6) }, () => draws.pick(MEANINGFUL)));
        break;
      default:
        if (draws.below(4) === 0) list.length = at;
    }
  }
  return Uint8Array.from(list);
}

/** Whether the bytes are a score; they are that, and a sound one, or refused. */
function isScore(bytes: Uint8Array): boolean {
  let score;
  try {
    score = readMidi(bytes, 'fuzz.mid');
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
  checkScore(score, 'fuzz.mid');
  // An event takes two bytes at least.
  expect(score.parts.reduce((sum, { notes }) => sum + notes.length, 0)).toBeLessThan(bytes.length);
  return true;
}

describe('damaged files are refused, or read as scores that can be', () => {
  it('mutated ones', () => {
    const draws = drawsFrom(11);
    const sources = musicFiles.midi.map(({ base64 }) => Buffer.from(base64, 'base64'));
    let [scores, slowest] = [0, 0];
    for (let run = 0; run < 4000; run++) {
      const bytes = mutate(draws.pick(sources), draws);
      slowest = Math.max(
        slowest,
        secondsOf(() => (scores += isScore(bytes) ? 1 : 0)),
      );
    }
    // Neither is rare, so that both are tested.
    expect(scores).toBeGreaterThan(200);
    expect(scores).toBeLessThan(3800);
    expect(slowest).toBeLessThan(1);
  });

  it('those cut short anywhere, all of which are refused', () => {
    const bytes = Buffer.from(musicFiles.midi[0]?.base64 ?? '', 'base64');
    for (let length = 0; length < bytes.length; length++)
      expect(isScore(bytes.subarray(0, length)), `${length}`).toBe(false);
    expect(isScore(bytes)).toBe(true);
  });

  it('tracks of drawn bytes', () => {
    const draws = drawsFrom(12);
    for (let run = 0; run < 3000; run++) {
      const track = Array.from({ length: draws.below(60) }, () =>
        draws.below(2) === 0 ? draws.pick(MEANINGFUL) : draws.below(256),
      );
      isScore(midiBytes([track]));
    }
  });
});

describe('files made to be slow', () => {
  const repeat = (count: number, ...events: readonly (readonly number[])[]) =>
    Array.from({ length: count }, () => events.flat()).flat();
  it.each([
    [
      'a key struck and let go many times over',
      repeat(40_000, [0, 0x90, 60, 1]).concat(repeat(40_000, [0, 0x80, 60, 0])),
    ],
    [
      'all notes off, many times, with the pedal down',
      [0, 0xb0, 64, 127, ...repeat(130_000, [0, 0x90, 60, 1]), 0, 0xb0, 123, 0],
    ],
    [
      'all notes off after each note',
      [...Array(128).keys()]
        .flatMap((pitch) => [0, 0x90, pitch, 1])
        .concat(repeat(40_000, [0, 0xb0, 123, 0])),
    ],
    ['the pedal up and down', repeat(40_000, [0, 0xb0, 64, 127], [0, 0xb0, 64, 0])],
  ])('%s', (_, events) => {
    const bytes = midiBytes([events]);
    expect(secondsOf(() => expect(isScore(bytes)).toBe(true))).toBeLessThan(3);
  });
});
