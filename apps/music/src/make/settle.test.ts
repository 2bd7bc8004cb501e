import { Rng } from '@reprise/engine';
import { describe, expect, it } from 'vitest';
import { REST, type VoiceGrid } from '../score.ts';
import { parseKey } from '../theory/key.ts';
import { pieceOf } from '../voices/piece.fixture.ts';
import { nothingGiven, voicesGiven } from '../voices/voiceBatch.ts';
import { moveIntoRange } from './moveIntoRange.ts';
import { settle } from './settle.ts';

const architecture = {
  ranges: [
    [60, 81],
    [53, 74],
    [46, 69],
    [36, 66],
  ] as [number, number][],
};
const rng = Rng.fromSeed(1);
const TUNE = [67, 69, 71, 72, 74, 72, 71, 69, 67, 67];
const silence = TUNE.map(() => null);
const tune = pieceOf([TUNE, silence, silence, silence]);
const soprano = ({ voices }: Pick<VoiceGrid, 'voices'>): number[] => [...voices[0]!];

describe('settle', () => {
  it('brings a tune into C major and back, whatever its key and octave', () => {
    for (const semitones of [0, 1, 5, -14, 24]) {
      const moved = pieceOf([TUNE.map((pitch) => pitch + semitones), silence, silence, silence]);
      const { unfilled, back } = settle(moved, voicesGiven(moved, [0]), { rules: {}, architecture, rng });
      expect(soprano(unfilled.piece).map((pitch) => pitch % 12)).toEqual([0, 2, 4, 5, 7, 5, 4, 2, 0, 0]);
      expect(back(unfilled.piece)).toEqual(moved);
    }
  });

  it('moves a tune no farther than it must to be within the ranges', () => {
    const low = pieceOf([TUNE.map((pitch) => pitch - 9), silence, silence, silence]);
    const { semitones } = moveIntoRange(low, voicesGiven(low, [0]), architecture.ranges);
    expect(semitones).toBe(2);
    expect(moveIntoRange(tune, voicesGiven(tune, [0]), architecture.ranges).semitones).toBe(0);
    // As much of this is outside wherever it is moved to.
    const wide = pieceOf([
      [55, 86],
      [null, null],
      [null, null],
      [null, null],
    ]);
    expect(moveIntoRange(wide, voicesGiven(wide, [0]), architecture.ranges).semitones).toBe(0);
  });

  it('takes the key of the rules, where they say one', () => {
    const rules = { key: parseKey('D major') };
    const { unfilled } = settle(tune, voicesGiven(tune, [0]), { rules, architecture, rng });
    expect(soprano(unfilled.piece)).toEqual(TUNE.map((pitch) => pitch - 2));
  });

  it('moves the rules with the piece: what they allow there is what they allow here', () => {
    const rules = { key: parseKey('G major') };
    const { unfilled } = settle(tune, voicesGiven(tune, [0]), { rules, architecture, rng });
    const moment = { step: 3, voice: 1, before: undefined, now: [], held: 1 };
    const allows = (pitch: number) => unfilled.constraints!.every((rule) => rule(pitch + 5, false, moment));
    expect([66, 67, 69, 71].map(allows)).toEqual([true, true, true, true]);
    // No F natural in G; and the alto goes no higher than it does.
    expect([65, 68, 76].map(allows)).toEqual([false, false, false]);
  });

  it('draws a key where nothing says one', () => {
    const empty = pieceOf([silence, silence, silence, silence]);
    const shiftOf = (seed: number) => {
      const { back } = settle(empty, nothingGiven(empty), {
        rules: {},
        architecture,
        rng: Rng.fromSeed(seed),
      });
      return back(pieceOf([[60], [60], [60], [60]])).voices[0]![0]! - 60;
    };
    const shifts = Array.from({ length: 60 }, (_, seed) => shiftOf(seed));
    expect([...new Set(shifts)].sort((one, other) => one - other)).toEqual([-5, -3, -2, 0, 2, 3, 5]);
    expect(soprano(empty)).toEqual(TUNE.map(() => REST));
  });
});
