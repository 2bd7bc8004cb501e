import { describe, expect, it } from 'vitest';
import type { ChordChange } from '../../score.ts';
import { makeScore } from '../score.fixture.ts';
import { barsOf } from './bars.ts';
import { chordLabels, headingHeight, placeChords } from './chordMarks.ts';
import { layOutRoll } from './rollLayout.ts';

const change = (onset: number, root: number): ChordChange => ({ onset, chord: { root, quality: 'minor' } });

describe('chordLabels', () => {
  it('begins with the chord that sounds, and names each only when it changes', () => {
    const chords = [change(0, 0), change(4, 2), change(6, 2), change(8, 4), change(12, 5)];
    expect(chordLabels(makeScore({ chords }), 5, 12)).toEqual([
      { onset: 5, text: 'Dm' },
      { onset: 8, text: 'Em' },
    ]);
  });

  it('spells by the key of the moment', () => {
    const keys = [
      { onset: 0, fifths: 3, mode: 'major' as const },
      { onset: 4, fifths: -3, mode: 'major' as const },
    ];
    const texts = chordLabels(makeScore({ chords: [change(0, 8), change(4, 8), change(5, 9)], keys }), 0, 8);
    expect(texts.map(({ text }) => text)).toEqual(['G♯m', 'A♭m', 'Am']);
  });
});

describe('chordLabels without a key', () => {
  const scale = (tonic: number) =>
    [0, 0, 2, 4, 4, 5, 7, 7, 9, 11].map((degree, index) => ({
      pitch: 48 + tonic + degree,
      onset: index,
      duration: 1,
    }));

  it.each([
    ['A', 9, 'G♯m'],
    ['A flat', 8, 'A♭m'],
  ])('spells by the one of the notes, %s major', (_, tonic, text) => {
    const drums = { isDrums: true, notes: [{ pitch: 42, onset: 0, duration: 90 }] };
    const score = makeScore({ parts: [drums, { notes: scale(tonic) }], chords: [change(0, 8)] });
    expect(chordLabels(score, 0, 8)).toEqual([{ onset: 0, text }]);
  });

  it('is C major where nothing sounds', () => {
    expect(chordLabels(makeScore({ chords: [change(0, 8)] }), 0, 8)[0]?.text).toBe('A♭m');
  });
});

describe('placeChords', () => {
  const bars = barsOf(makeScore({}), 32);
  const [system] = layOutRoll({ bars, from: 0, to: 32, pitches: [60], top: 0, heading: 0 }).systems;

  it('has one line for a chord on each quarter, and no room where there are none', () => {
    const labels = Array.from({ length: 32 }, (_, onset) => ({ onset, text: 'F♯m' }));
    const placed = placeChords(labels, system!);
    expect(placed.map(({ line }) => line)).toEqual(Array(32).fill(0));
    expect(headingHeight(placed)).toBeGreaterThan(14);
    expect(headingHeight([])).toBe(0);
  });

  it('keeps chords on each eighth apart, on lines of their own', () => {
    const labels = Array.from({ length: 64 }, (_, index) => ({ onset: index / 2, text: 'G♯m' }));
    const placed = placeChords(labels, system!);
    for (const line of [0, 1, 2]) {
      const xs = placed.filter((label) => label.line === line).map(({ x }) => x);
      for (const [index, x] of xs.slice(1).entries()) expect(x - xs[index]!).toBeGreaterThan(22);
    }
    expect(Math.max(...placed.map(({ line }) => line))).toBe(1);
  });
});
