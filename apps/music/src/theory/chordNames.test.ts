import { complaint } from '@reprise/testing';
import { describe, expect, it } from 'vitest';
import type { ChordQuality } from '../score.ts';
import { chordName, NO_CHORD, parseChord, sameChord } from './chordNames.ts';

describe('parseChord', () => {
  const SYMBOLS: Readonly<Record<Exclude<ChordQuality, 'none'>, string>> = {
    major:
      'F# F#maj7 F#M7 F#Δ F#6 F#6/9 F#69 F#add9 F#sus4 F#sus F#2 F#5 F#maj9 F#maj7#11 F#/A# F#maj7/C# F#(add9)',
    minor: 'F#m F#min F#mi F#- F#m7 F#m6 F#m9 F#mM7 F#m(maj7) F#mmaj7 F#m/A F#m7/E F#-7 F#m7sus4 F#madd9',
    diminished: 'F#dim F#dim7 F#° F#°7 F#o F#o7 F#m7b5 F#m7(b5) F#ø F#ø7 F#mb5 F#dim/A F#min7b5 F#-7b5',
    augmented: 'F#aug F#+ F##5 F#(#5) F#aug/D',
    dominant:
      'F#7 F#9 F#11 F#13 F#7b9 F#7#5 F#7(b9) F#7sus4 F#7b5#9 F#+7 F#aug7 F#7alt F#7/E F#9sus4 F#dom7 F#7(b9)(#11)',
  };

  it.each(
    Object.entries(SYMBOLS).flatMap(([quality, symbols]) =>
      symbols.split(' ').map((symbol) => ({ symbol, quality })),
    ),
  )('reads $symbol as $quality', ({ symbol, quality }) => {
    // F##5 is ambiguous: F double sharp with a fifth wins, as any reader sees the accidental first.
    const root = symbol === 'F##5' ? 7 : 6;
    expect(parseChord(symbol)).toEqual({ root, quality: symbol === 'F##5' ? 'major' : quality });
  });

  it.each([
    ['Am', 9, 'minor'],
    ['G7', 7, 'dominant'],
    ['Bdim', 11, 'diminished'],
    ['Bb', 10, 'major'],
    ['B♭m', 10, 'minor'],
    ['C/E', 0, 'major'],
    [' Eb ', 3, 'major'],
    ['N.C.', 0, 'none'],
    ['NC', 0, 'none'],
    ['n.c.', 0, 'none'],
  ])('reads "%s"', (symbol, root, quality) => {
    expect(parseChord(symbol)).toEqual({ root, quality });
  });

  it.each(['', 'H', 'am', 'Cfoo', 'C/', 'C/x', '7', 'C7/E/G', 'C♮'])('refuses "%s"', (symbol) => {
    expect(complaint(() => parseChord(symbol))).toBe(
      `chords: expected a symbol such as C, Am, G7, Bdim, F#m7b5, C/E or N.C., got "${symbol}".`,
    );
  });
});

it('chordName gives names that parseChord reads', () => {
  for (const quality of ['major', 'minor', 'diminished', 'augmented', 'dominant'] as const)
    for (let root = 0; root < 12; root++)
      expect(parseChord(chordName({ root, quality }))).toEqual({ root, quality });
  expect(chordName({ root: 6, quality: 'minor' })).toBe('F#m');
  expect(chordName({ root: 10, quality: 'dominant' })).toBe('Bb7');
  expect(parseChord(chordName(NO_CHORD))).toEqual(NO_CHORD);
});

it('sameChord compares root and quality, and no root where there is no chord', () => {
  expect(sameChord({ root: 2, quality: 'minor' }, { root: 2, quality: 'minor' })).toBe(true);
  expect(sameChord({ root: 2, quality: 'minor' }, { root: 2, quality: 'major' })).toBe(false);
  expect(sameChord({ root: 2, quality: 'minor' }, { root: 3, quality: 'minor' })).toBe(false);
  expect(sameChord({ root: 2, quality: 'none' }, NO_CHORD)).toBe(true);
});
