import { describe, expect, it } from 'vitest';
import { REST, stepsOf, type VoiceGrid } from '../score.ts';
import { indexCopies, longestCopiedRun } from './copiedRun.ts';
import { CADENCE, gridOf } from './grids.fixture.ts';

/** Two voices at random, of few pitches, so that there is much in common. */
function drawGrid(id: string, steps: number, random: () => number): VoiceGrid {
  const pick = (pitches: readonly number[]) => pitches[Math.floor(random() * pitches.length)]!;
  const voice = (pitches: readonly number[]) =>
    Array.from({ length: Math.ceil(steps / 2) }, () => [pick(pitches), 2] as const);
  return gridOf([voice([60, 62, 64, REST]), voice([48, 50])], { id });
}

/** A small generator of even numbers below 1 (Park and Miller 1988). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

/** By the definition: every pair of beginnings, every shift. */
function longestByForce(grid: VoiceGrid, corpus: readonly VoiceGrid[], minSonorities: number): number {
  const stepAt = ({ voices }: VoiceGrid, step: number) => voices.map((voice) => voice[step]!);
  let longest = 0;
  for (const piece of corpus)
    for (let from = 0; from < stepsOf(piece); from++)
      for (let at = 0; at < stepsOf(grid); at++)
        for (let shift = -8; shift <= 8; shift++) {
          let [length, sonorities, last] = [0, 0, ''];
          while (at + length < stepsOf(grid) && from + length < stepsOf(piece)) {
            const ours = stepAt(grid, at + length);
            const theirs = stepAt(piece, from + length).map((pitch) =>
              pitch === REST ? REST : pitch + shift,
            );
            if (ours.join(' ') !== theirs.join(' ') || ours.every((pitch) => pitch === REST)) break;
            if (ours.join(' ') !== last) sonorities++;
            last = ours.join(' ');
            length++;
          }
          if (sonorities >= minSonorities) longest = Math.max(longest, length);
        }
  return longest;
}

/** Steps of a grid. */
function cut({ voices, ...rest }: VoiceGrid, start: number, end: number, shift = 0): VoiceGrid {
  return {
    ...rest,
    voices: voices.map((voice) =>
      voice.slice(start, end).map((pitch) => (pitch === REST ? REST : pitch + shift)),
    ),
  };
}

describe('longestCopiedRun', () => {
  it.each([1, 2, 3, 5])('equals a search by force, %i sonorities', (minSonorities) => {
    const random = randomOf(7 + minSonorities);
    for (let trial = 0; trial < 6; trial++) {
      const corpus = ['a', 'b', 'c'].map((id) => drawGrid(id, 40, random));
      const grid = drawGrid('new', 40, random);
      const run = longestCopiedRun(grid, indexCopies(corpus), { minSonorities });
      expect(run.steps).toBe(longestByForce(grid, corpus, minSonorities));
      if (run.steps === 0) continue;
      expect(run.sonorities).toBeGreaterThanOrEqual(minSonorities);
      const source = corpus.find(({ id }) => id === run.of)!;
      const theirs = cut(source, run.from!, run.from! + run.steps, run.shift);
      expect(theirs.voices).toEqual(cut(grid, run.at!, run.at! + run.steps).voices);
    }
  });

  const filler = gridOf([[[61, 7]], [[58, 7]], [[53, 7]], [[41, 7]]]);
  const joined = (...grids: readonly VoiceGrid[]): VoiceGrid => ({
    ...CADENCE,
    id: 'joined',
    voices: CADENCE.voices.map((_, voice) =>
      Int16Array.from(grids.flatMap(({ voices }) => [...voices[voice]!])),
    ),
  });

  it('finds a passage in another key, and says where it is from', () => {
    const source = { ...joined(filler, CADENCE), id: 'source' };
    const copy = joined(filler, filler, cut(CADENCE, 2, 14, -3));
    expect(longestCopiedRun(copy, indexCopies([{ ...filler, id: 'other' }, source]))).toEqual({
      steps: 12,
      bars: 12 / 16,
      sonorities: 5,
      at: 14,
      of: 'source',
      from: 7 + 2,
      shift: -3,
    });
  });

  it('counts bars of the piece', () => {
    const waltz = { ...CADENCE, meter: { beats: 3, unit: 4 } };
    expect(longestCopiedRun(waltz, indexCopies([CADENCE])).bars).toBe(48 / 12);
  });

  it('does not go on in another key, or over the end of a piece', () => {
    const moved = joined(cut(CADENCE, 0, 8), cut(CADENCE, 8, 16, 1));
    expect(longestCopiedRun(moved, indexCopies([CADENCE]), { minSonorities: 1 }).steps).toBe(8);
    const parts = [cut(CADENCE, 0, 8), cut(CADENCE, 8, 16)].map((grid, index) => ({
      ...grid,
      id: `${index}`,
    }));
    expect(longestCopiedRun(CADENCE, indexCopies(parts), { minSonorities: 1 }).steps).toBe(8);
  });

  it('is no copy with few sonorities', () => {
    const long = gridOf([[[67, 64]], [[62, 64]], [[59, 64]], [[43, 64]]]);
    expect(longestCopiedRun(long, indexCopies([long]))).toMatchObject({ steps: 0, bars: 0, of: undefined });
    expect(longestCopiedRun(long, indexCopies([long]), { minSonorities: 1 }).steps).toBe(64);
  });

  it('ends where all voices are silent', () => {
    const silence = gridOf(Array.from({ length: 4 }, () => [[REST, 4] as const]));
    const paused = joined(cut(CADENCE, 0, 8), silence, cut(CADENCE, 8, 16));
    expect(longestCopiedRun(paused, indexCopies([paused]), { minSonorities: 1 }).steps).toBe(8);
  });

  it('counts the voices asked for', () => {
    const soprano = { ...CADENCE, voices: [CADENCE.voices[0]!.map(() => 79), ...CADENCE.voices.slice(1)] };
    expect(longestCopiedRun(soprano, indexCopies([CADENCE])).steps).toBe(0);
    expect(longestCopiedRun(soprano, indexCopies([CADENCE], { voices: [1, 2, 3] })).steps).toBe(48);
  });

  it('leaves out the pieces it is told to', () => {
    const index = indexCopies([CADENCE, { ...cut(CADENCE, 0, 24), id: 'shorter' }]);
    expect(longestCopiedRun(CADENCE, index).of).toBe('test');
    const others = longestCopiedRun(CADENCE, index, { exclude: new Set(['test']) });
    expect(others).toMatchObject({ of: 'shorter', steps: 24 });
  });
});
