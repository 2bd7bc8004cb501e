import { startEngine } from '@reprise/engine';
import { disposeParams, Rng } from '@reprise/engine';
import { refusal, tensorTest } from '@reprise/testing';
import { afterAll, describe, expect } from 'vitest';
import { makeSettings } from '../config.ts';
import { countCrossings, parallelsIn } from '../metrics/voiceLeading.ts';
import type { LoadedVoices } from '../modelFolder.ts';
import { REST, stepsOf, type VoiceGrid } from '../score.ts';
import { parseKey, scalePitchClasses } from '../theory/key.ts';
import { pieceOf, triads } from '../voices/piece.fixture.ts';
import { VoiceModel } from '../voices/voiceModel.ts';
import { compose, continuePiece, harmonise, rewrite } from './verbs.ts';

await startEngine();

const settings = makeSettings('tiny');
const network = new VoiceModel({ ...settings, rng: Rng.fromSeed(3) });
const RANGES: [number, number][] = [
  [60, 81],
  [53, 74],
  [46, 69],
  [38, 64],
];
/** It was taught nothing: what holds of its music the rules bring about. */
const model: LoadedVoices = {
  kind: 'voices',
  network,
  architecture: { ranges: RANGES },
  settings,
  dispose: () => {
    disposeParams(network.params);
  },
};
afterAll(() => {
  model.dispose();
});

const COMMON = { beats: 4, unit: 4 };
const plain = ({ voices }: Pick<VoiceGrid, 'voices'>): number[][] => voices.map((pitches) => [...pitches]);

/** A melody alone. */
function soprano(pitches: readonly number[]): VoiceGrid {
  const silence = pitches.map(() => null);
  return pieceOf([pitches, silence, silence, silence]);
}

describe('compose', () => {
  tensorTest('writes as many bars as asked for, within all rules', async () => {
    const key = parseKey('D minor');
    const { grid, broken } = await compose(model, {
      bars: 4,
      meter: COMMON,
      upbeat: 1,
      rules: { key, noParallels: true },
      seed: 5,
    });
    expect(stepsOf(grid)).toBe(4 * 16 + 4);
    expect(grid.upbeat).toBe(4);
    const scale = scalePitchClasses(key, { raised: 'melodic' });
    grid.voices.forEach((pitches, voice) => {
      const [low, high] = RANGES[voice]!;
      for (const pitch of pitches) {
        if (pitch === REST) continue;
        expect(scale.has(pitch % 12)).toBe(true);
        expect(pitch).toBeGreaterThanOrEqual(low);
        expect(pitch).toBeLessThanOrEqual(high);
      }
    });
    expect({ crossings: countCrossings(grid), parallels: parallelsIn(grid), broken }).toEqual({
      crossings: 0,
      parallels: [],
      broken: 0,
    });
  });

  tensorTest('ends on the tonic after its dominant when asked to', async () => {
    const { grid } = await compose(model, { bars: 2, rules: { cadence: parseKey('G major') } });
    const last = grid.voices.map((pitches) => pitches.at(-1)! % 12);
    expect(last[3]).toBe(7);
    expect(new Set([7, 11, 2])).toEqual(new Set([...last, 7, 11, 2]));
    const bass = [...grid.voices[3]!].map((pitch) => pitch % 12);
    expect(bass.slice(0, bass.lastIndexOf(2) + 1).at(-1)).toBe(2);
  });

  tensorTest('takes the candidate with the fewest faults', async () => {
    const rules = { noCrossing: false, noParallels: false };
    const faults = ({ grid }: { grid: VoiceGrid }) => countCrossings(grid) + parallelsIn(grid).length;
    const one = await compose(model, { bars: 2, rules, candidates: 1, seed: 2 });
    const best = await compose(model, { bars: 2, rules, candidates: 8, seed: 2 });
    expect(faults(best)).toBeLessThan(faults(one));
  });
});

describe('continuePiece', () => {
  tensorTest('keeps the beginning and adds bars', async () => {
    const beginning = triads(16, 60);
    const { grid, given } = await continuePiece(model, beginning, { bars: 2 });
    expect(stepsOf(grid)).toBe(48);
    expect(grid.voices.map((pitches) => [...pitches.slice(0, 16)])).toEqual(plain(beginning));
    expect(given.reduce((sum, one) => sum + one, 0)).toBe(16 * 4);
  });

  tensorTest('adds the voices that the beginning lacks', async () => {
    const { grid } = await continuePiece(model, soprano(new Array<number>(16).fill(67)), { bars: 1 });
    expect(new Set(grid.voices[0]!.slice(0, 16))).toEqual(new Set([67]));
    expect(grid.voices[3]!.slice(0, 16).every((pitch) => pitch === REST)).toBe(false);
  });
});

describe('harmonise', () => {
  const melody = [67, 67, 69, 69, 71, 71, 72, 72];

  tensorTest('keeps the melody and writes the rest', async () => {
    const { grid } = await harmonise(model, soprano(melody));
    expect([...grid.voices[0]!]).toEqual(melody);
    for (const pitches of grid.voices.slice(1))
      expect([...pitches].every((pitch) => pitch === REST)).toBe(false);
  });

  tensorTest('takes a melody in any octave, and gives it back there', async () => {
    const low = melody.map((pitch) => pitch - 24);
    const { grid } = await harmonise(model, soprano(low));
    expect([...grid.voices[0]!]).toEqual(low);
    expect(Math.max(...grid.voices[1]!)).toBeLessThanOrEqual(Math.max(...low));
  });

  tensorTest('fills in inner voices', async () => {
    const piece = triads(16, 60);
    const { grid } = await harmonise(model, piece, { voices: ['soprano', 'bass'] });
    expect([plain(grid)[0], plain(grid)[3]]).toEqual([plain(piece)[0], plain(piece)[3]]);
    expect(plain(grid)[1]).not.toEqual(plain(piece)[1]);
  });

  tensorTest('refuses to keep a voice without notes', async () => {
    expect(await refusal(harmonise(model, soprano(melody), { voices: ['bass'] }))).toContain(
      'notes in the bass',
    );
  });
});

describe('rewrite', () => {
  const piece = triads(64, 60);

  tensorTest('changes the bars and voices asked for alone, by resampling too', async () => {
    for (const sweeps of [0, 2]) {
      const { grid } = await rewrite(model, piece, { bars: [2, 3], voices: ['alto'], sweeps });
      const [before, after] = [plain(piece), plain(grid)];
      expect([after[0], after[2], after[3]]).toEqual([before[0], before[2], before[3]]);
      const outside = (pitches: number[]) => [...pitches.slice(0, 16), ...pitches.slice(48)];
      expect(outside(after[1]!)).toEqual(outside(before[1]!));
      expect(after[1]!.slice(16, 48)).not.toEqual(before[1]!.slice(16, 48));
    }
  });

  tensorTest('refuses bars that are not there', async () => {
    for (const bars of [
      [0, 1],
      [3, 2],
      [4, 5],
    ] as [number, number][])
      expect(await refusal(rewrite(model, piece, { bars }))).toContain('expected bars between 1 and 4');
  });
});
