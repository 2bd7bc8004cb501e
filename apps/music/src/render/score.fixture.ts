import type { Note, Part, Score } from '../score.ts';

/** A score of what is given; the rest is as empty as can be. */
export function makeScore(score: Partial<Score>): Score {
  return { parts: [], tempos: [], meters: [], keys: [], chords: [], upbeat: 0, ...score };
}

/** Notes of one pitch after another, a quarter each, REST where nothing sounds. */
export function makeQuarters(pitches: readonly number[], from = 0): Note[] {
  return pitches
    .map((pitch, index) => ({ pitch, onset: from + index, duration: 1 }))
    .filter(({ pitch }) => pitch >= 0);
}

/** Four voices that move by chords over so many bars of four quarters. */
export function makeChorale(bars: number, part: Partial<Part> = {}): Score {
  const chords = [
    [72, 67, 64, 48],
    [74, 67, 59, 55],
    [76, 67, 60, 48],
    [77, 69, 60, 53],
  ] as const;
  const names = ['soprano', 'alto', 'tenor', 'bass'];
  const parts = names.map((name, voice): Part => {
    const pitches = Array.from({ length: 4 * bars }, (_, index) => chords[index % 4]?.[voice] ?? 60);
    return { name, ...part, notes: makeQuarters(pitches) };
  });
  return makeScore({ parts, tempos: [{ onset: 0, tempo: 80 }], meters: [{ onset: 0, beats: 4, unit: 4 }] });
}
