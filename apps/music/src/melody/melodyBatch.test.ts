import { describe, expect, it } from 'vitest';
import { CHORD_COUNT, NO_CHORD } from './chordTokens.ts';
import { melodyOfPairs } from './melody.fixture.ts';
import { melodyBatch, NOT_SAID } from './melodyBatch.ts';
import type { ReaderSpec } from './melodyReader.ts';
import { EDGE, MelodyVocabulary } from './melodyVocabulary.ts';

const SPEC: ReaderSpec = { periods: [48], lags: [96] };
const vocabulary = new MelodyVocabulary({ pitches: [60, 72], durations: [24, 48] });
const pitch = (midi: number) => vocabulary.pitchToken(midi);
const [eighth, quarter] = [vocabulary.durationToken(24), vocabulary.durationToken(48)];

describe('melodyBatch', () => {
  const long = melodyOfPairs([60, 1], [62, 1], [64, 0.5]);
  const batch = melodyBatch([long, melodyOfPairs([72, 0.5])], vocabulary, SPEC);

  it('says each note, and that the tune ends; it counts the notes', () => {
    expect([batch.size, batch.time, batch.tokens, [...batch.lengths]]).toEqual([2, 4, 4, [4, 2]]);
    expect([...batch.durations]).toEqual([quarter, quarter, eighth, EDGE, eighth, EDGE, NOT_SAID, NOT_SAID]);
    expect([...batch.pitches]).toEqual([
      ...[60, 62, 64].map(pitch),
      NOT_SAID,
      pitch(72),
      NOT_SAID,
      NOT_SAID,
      NOT_SAID,
    ]);
  });

  it('reads the note before', () => {
    expect([...batch.previousPitches]).toEqual([
      EDGE,
      ...[60, 62, 64].map(pitch),
      EDGE,
      pitch(72),
      EDGE,
      EDGE,
    ]);
    expect([...batch.previousDurations.slice(0, 4)]).toEqual([EDGE, quarter, quarter, eighth]);
  });

  it('knows at each step what began a lag before, and how like the places before are', () => {
    expect([...batch.lookback.slice(0, 8)]).toEqual([0, 0, 0, 0, pitch(60), quarter, 0, 0]);
    // [step, place]: nothing lies behind a step, and none of the places is 0 for every one.
    const rows = [0, 1, 2, 3].map((step) => [...batch.likeness.slice(4 * step, 4 * step + 4)]);
    expect(rows.map((row) => row.filter((kind) => kind > 0).length)).toEqual([0, 1, 2, 3]);
  });

  it('knows the chord of the moment, and none where none is known', () => {
    const chords = [
      { onset: 0, chord: { root: 0, quality: 'major' } },
      { onset: 1, chord: { root: 7, quality: 'dominant' } },
      { onset: 2, chord: { root: 0, quality: 'none' } },
    ] as const;
    const withChords = melodyBatch([{ ...long, chords }], vocabulary, SPEC).chords;
    expect(withChords[0]).not.toBe(NO_CHORD);
    expect(withChords[1]).not.toBe(withChords[0]);
    expect(withChords[1]).toBeLessThan(CHORD_COUNT);
    expect([...withChords.slice(2)]).toEqual([NO_CHORD, NO_CHORD]);
    expect([...batch.chords]).toEqual(new Array(8).fill(NO_CHORD));
  });
});
