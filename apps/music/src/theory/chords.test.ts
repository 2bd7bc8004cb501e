import { loadGolden } from '@reprise/testing';
import { describe, expect, it } from 'vitest';
import { REST } from '../score.ts';
import { chordName, parseChord } from './chordNames.ts';
import { chordOf, chordsOf } from './chords.ts';

const golden = loadGolden('musicStatistics') as {
  chords: [symbol: string, root: number, pitches: number[]][];
};

const kindOf = (symbol: string) => symbol.replace(/^[A-G][b#]?/u, '');

/** A chord in each of its inversions. */
function inversions(pitches: readonly number[]): number[][] {
  return pitches.map((_, count) => [
    ...pitches.slice(count),
    ...pitches.slice(0, count).map((pitch) => pitch + 12 * Math.ceil((pitches.at(-1)! - pitch) / 12)),
  ]);
}

describe('chords as music21 builds them', () => {
  // What shares all its tones with a seventh chord below it, or is told by its bass, has no inversions of its own.
  const TOLD_BY_BASS = ['dim7', 'aug', '+', 'sus4', '9', 'mM7'];
  const SEVENTH_BELOW = ['6', 'm6'];

  it.each(golden.chords.filter(([symbol]) => !SEVENTH_BELOW.includes(kindOf(symbol))))(
    '%s',
    (symbol, root, pitches) => {
      const { quality } = parseChord(symbol);
      expect(parseChord(symbol).root).toBe(root);
      const positions = TOLD_BY_BASS.includes(kindOf(symbol)) ? [pitches] : inversions(pitches);
      for (const position of positions) expect(chordOf(position)).toEqual({ root, quality });
    },
  );

  it.each(golden.chords.filter(([symbol]) => SEVENTH_BELOW.includes(kindOf(symbol))))(
    '%s is the seventh chord below',
    (symbol, root, pitches) => {
      expect(parseChord(symbol).root).toBe(root);
      const quality = kindOf(symbol) === '6' ? 'minor' : 'diminished';
      expect(chordOf(pitches)).toEqual({ root: (root + 9) % 12, quality });
    },
  );
});

describe('chordOf', () => {
  it.each([
    ['a doubled root and no fifth', [48, 64, 72, 84], 'C'],
    ['a first inversion without its fifth', [52, 60, 72, 76], 'C'],
    ['a minor third', [57, 60], 'Am'],
    ['a seventh without its fifth', [43, 59, 65, 67], 'G7'],
    ['a second inversion', [55, 60, 64, 72], 'C'],
    ['a third inversion', [53, 59, 62, 67], 'G7'],
    ['the six-five chord of the second degree', [53, 60, 62, 69], 'Dm'],
    ['the same in minor', [53, 59, 62, 69], 'Bdim'],
    ['the leading tone triad, not a dominant without its root', [50, 59, 65, 74], 'Bdim'],
    ['a suspended fourth before its third', [55, 60, 62, 67], 'G'],
    ['an open fifth', [45, 52, 57], 'A'],
    ['rests left out', [REST, 64, 60, REST], 'C'],
    ['one tone', [48, 60, 72], 'N.C.'],
    ['a second', [60, 62], 'N.C.'],
    ['a cluster', [60, 61, 62], 'N.C.'],
    ['silence', [REST, REST], 'N.C.'],
    ['nothing', [], 'N.C.'],
  ])('of %s', (_, pitches, name) => {
    expect(chordName(chordOf(pitches))).toBe(name);
  });
});

describe('chordsOf', () => {
  const held = (...notes: readonly (readonly [pitch: number, steps: number])[]) =>
    Int16Array.from(notes.flatMap(([pitch, steps]) => new Array<number>(steps).fill(pitch)));
  // I, IV with a passing seventh in the soprano, V7, I: G major.
  const cadence = {
    voices: [
      held([74, 4], [72, 2], [71, 2], [69, 4], [67, 8]),
      held([67, 4], [67, 4], [66, 4], [62, 8]),
      held([59, 4], [64, 4], [60, 4], [59, 8]),
      held([43, 4], [48, 4], [50, 4], [43, 8]),
    ],
    upbeat: 0,
  };
  const named = (changes: ReturnType<typeof chordsOf>) =>
    changes.map(({ onset, chord }) => `${onset} ${chordName(chord)}`);

  it('has one a beat, equal neighbours merged', () => {
    expect(named(chordsOf(cadence))).toEqual(['0 G', '1 C', '2 D7', '3 G']);
  });

  it('counts the voices that are asked for', () => {
    expect(named(chordsOf(cadence, { voices: [1, 2, 3] }))).toEqual(['0 G', '1 C', '2 D7', '3 G']);
    expect(named(chordsOf(cadence, { voices: [0] }))).toEqual(['0 N.C.']);
  });

  it('has as many steps a chord as asked for', () => {
    expect(named(chordsOf(cadence, { stepsPerChord: 20 }))).toEqual(['0 G']);
    expect(named(chordsOf(cadence, { stepsPerChord: 2 }))).toEqual(['0 G', '1 C', '2 D7', '3 G']);
  });

  it('begins beats at the bar lines', () => {
    // Half a beat before the first bar, with a chord of its own.
    const upbeat = [74, 66, 57, 50].map((pitch) => held([pitch, 2]));
    const voices = cadence.voices.map((voice, index) => Int16Array.of(...upbeat[index]!, ...voice));
    expect(named(chordsOf({ voices, upbeat: 2 }))).toEqual(['0 D', '0.5 G', '1.5 C', '2.5 D7', '3.5 G']);
    // A whole beat is one.
    expect(named(chordsOf({ ...cadence, upbeat: 4 }))).toEqual(['0 G', '1 C', '2 D7', '3 G']);
  });

  it('has no chord in silence', () => {
    const silence = held([REST, 4]);
    const voices = cadence.voices.map((voice) => Int16Array.of(...voice.subarray(0, 4), ...silence));
    expect(named(chordsOf({ voices, upbeat: 0 }))).toEqual(['0 G', '1 N.C.']);
    expect(chordsOf({ voices: [], upbeat: 0 })).toEqual([]);
  });
});
