import { InputError } from '@reprise/core/errors';
import { describe, expect, it } from 'vitest';
import { KEYS } from '../frames/keys.ts';
import { framesToMatrix, framesToScore, matrixToFrames, scoreToFrames } from './frames.ts';
import { drawsFrom } from './random.fixture.ts';
import { notesOf, scoreOf, triples } from './scores.fixture.ts';

const stepQuarters = 0.5;

/** Frames of up to six keys, some of which sound on. */
function drawFrames(seed: number): number[][] {
  const draws = drawsFrom(seed);
  const frames = Array.from({ length: 40 }, () =>
    Array.from({ length: draws.below(7) }, () => 21 + draws.below(88)),
  );
  const last = [21, 60, 108];
  return [...frames, last].map((keys, at) => {
    const held = at > 0 && draws.below(2) === 0 ? (frames[at - 1] ?? []).slice(0, 2) : [];
    return [...new Set([...keys, ...held])].sort((a, b) => a - b);
  });
}

describe('piano rolls', () => {
  it('are the same again after a score, and after a matrix', () => {
    for (let seed = 1; seed <= 50; seed++) {
      const frames = drawFrames(seed);
      expect(scoreToFrames(framesToScore(frames, { stepQuarters }), { stepQuarters })).toEqual({
        frames,
        dropped: 0,
      });
      expect(matrixToFrames(framesToMatrix(frames))).toEqual(frames);
    }
  });

  it('hold a pitch as one note as long as it sounds', () => {
    const score = framesToScore([[60, 64], [60], [], [60]], { stepQuarters });
    expect(triples(score.parts[0]?.notes ?? [])).toEqual([
      [60, 0, 1],
      [64, 0, 0.5],
      [60, 1.5, 0.5],
    ]);
  });

  it('have the nearest steps, one at least, and neither drums nor what is on no piano', () => {
    const score = scoreOf([
      { notes: notesOf([60, 0.2, 0.1], [64, 0.1, 0.05], [62, 0.3, 0.9], [20, 0, 1], [109, 0, 9]) },
      { isDrums: true, notes: notesOf([36, 0, 8]) },
      { notes: notesOf([62, 0, 1]) },
    ]);
    expect(scoreToFrames(score, { stepQuarters })).toEqual({ frames: [[60, 62, 64], [62]], dropped: 2 });
    expect(scoreToFrames(scoreOf([]), { stepQuarters })).toEqual({ frames: [], dropped: 0 });
  });

  it('have a row of 88 keys for each step, the lowest first', () => {
    const matrix = framesToMatrix([[21], [], [22, 108]]);
    const set = Array.from(matrix.keys()).filter((at) => matrix[at] === 1);
    expect([matrix.length, ...set]).toEqual([3 * KEYS, 0, 2 * KEYS + 1, 3 * KEYS - 1]);
    expect(matrixToFrames(Uint8Array.from({ length: KEYS }, (_, key) => (key === 5 ? 7 : 0)))).toEqual([
      [26],
    ]);
  });

  it.each([
    ['a step that is no length', () => scoreToFrames(scoreOf([]), { stepQuarters: 0 })],
    ['a step without end', () => framesToScore([], { stepQuarters: Infinity })],
    ['a pitch on no piano', () => framesToScore([[20]], { stepQuarters })],
    ['a pitch between keys', () => framesToMatrix([[60.5]])],
    ['a row of 87 keys', () => matrixToFrames(new Uint8Array(87))],
    [
      'music of a million steps',
      () => scoreToFrames(scoreOf([{ notes: notesOf([60, 1e6, 1]) }]), { stepQuarters }),
    ],
  ])('refuse %s', (_, make) => {
    expect(make).toThrow(InputError);
  });
});
