import { complaint } from '@reprise/testing';
import { describe, expect, it } from 'vitest';
import {
  estimateKey,
  fifthsOf,
  keyName,
  parseKey,
  pitchClassDurations,
  scalePitchClasses,
  type Key,
} from './key.ts';

const REST = -1;

describe('estimateKey', () => {
  // Two of the major and two of the minor keys; the tonic chord and the fifth sound longest.
  const DEGREES = {
    major: [0, 0, 2, 4, 4, 5, 7, 7, 7, 9, 11],
    minor: [0, 0, 2, 3, 3, 5, 7, 7, 7, 8, 10, 11],
  };

  it('finds each key from the notes of its scale', () => {
    for (const mode of ['major', 'minor'] as const)
      for (let tonic = 0; tonic < 12; tonic++) {
        const durations = new Float64Array(12);
        for (const degree of DEGREES[mode]) durations[(tonic + degree) % 12]! += 0.25;
        expect(estimateKey(durations)).toEqual({ tonic, mode });
      }
  });

  it('weighs notes by their durations', () => {
    // G major's scale and A minor's differ in F sharp only; what is held decides.
    const hold = (pitch: number, steps: number) => new Array<number>(steps).fill(pitch);
    const scale = [55, 57, 59, 60, 62, 64];
    const inG = [Int16Array.of(...scale, 66, ...hold(67, 8), ...hold(71, 4), ...hold(74, 4))];
    const inA = [Int16Array.of(...scale, 65, ...hold(69, 8), ...hold(72, 4), ...hold(76, 4))];
    expect(estimateKey({ voices: inG })).toEqual({ tonic: 7, mode: 'major' });
    expect(estimateKey({ voices: inA })).toEqual({ tonic: 9, mode: 'minor' });
  });

  it('moves with the music', () => {
    // "Freu dich sehr, o meine Seele", first line, in B flat and in other keys.
    const line = [70, 72, 74, 72, 70, 69, 67, 65, 70, 70, 72, 74, 70];
    for (let shift = -6; shift < 6; shift++) {
      const voices = [Int16Array.from(line, (pitch) => pitch + shift)];
      expect(estimateKey({ voices })).toEqual({ tonic: (70 + shift) % 12, mode: 'major' });
    }
  });

  it('of silence is C major', () => {
    expect(estimateKey({ voices: [Int16Array.of(REST, REST)] })).toEqual({ tonic: 0, mode: 'major' });
  });
});

it('pitchClassDurations counts the steps of all voices', () => {
  const durations = pitchClassDurations({ voices: [Int16Array.of(60, 60, 62), Int16Array.of(48, REST, 47)] });
  expect(Array.from(durations)).toEqual([3, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
});

it.each([
  ['C', 0],
  ['G', 1],
  ['A', 3],
  ['F', -1],
  ['Db', -5],
  ['F#', 6],
  ['Am', 0],
  ['Em', 1],
  ['F#m', 3],
  ['Cm', -3],
  ['Ebm', 6],
])('fifthsOf %s', (name, fifths) => {
  expect(fifthsOf(parseKey(name))).toBe(fifths);
});

describe('scalePitchClasses', () => {
  const scale = (key: Key, raised?: 'harmonic' | 'melodic') =>
    [...scalePitchClasses(key, { raised })].sort((one, other) => one - other);

  it.each([
    ['C', undefined, [0, 2, 4, 5, 7, 9, 11]],
    ['E', 'melodic', [1, 3, 4, 6, 8, 9, 11]],
    ['Am', undefined, [0, 2, 4, 5, 7, 9, 11]],
    ['Am', 'harmonic', [0, 2, 4, 5, 7, 8, 9, 11]],
    ['Am', 'melodic', [0, 2, 4, 5, 6, 7, 8, 9, 11]],
    ['Cm', 'melodic', [0, 2, 3, 5, 7, 8, 9, 10, 11]],
  ] as const)('of %s, raised: %s', (name, raised, pitchClasses) => {
    expect(scale(parseKey(name), raised)).toEqual(pitchClasses);
  });
});

describe('parseKey', () => {
  it.each([
    ['G', 7, 'major'],
    ['Em', 4, 'minor'],
    ['Bb major', 10, 'major'],
    [' F#-minor ', 6, 'minor'],
    ['Ebmin', 3, 'minor'],
    ['A maj', 9, 'major'],
  ])('reads "%s"', (name, tonic, mode) => {
    expect(parseKey(name)).toEqual({ tonic, mode });
  });

  it('reads the names that keyName gives', () => {
    for (const mode of ['major', 'minor'] as const)
      for (let tonic = 0; tonic < 12; tonic++)
        expect(parseKey(keyName({ tonic, mode }))).toEqual({ tonic, mode });
  });

  it.each(['', 'H', 'g', 'C dorian', 'C7'])('refuses "%s"', (name) => {
    expect(complaint(() => parseKey(name))).toBe(
      `key: expected a name such as G, Em, "Bb major" or "F# minor", got "${name}".`,
    );
  });
});
