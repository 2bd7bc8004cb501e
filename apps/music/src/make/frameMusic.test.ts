import { disposeParams, Rng, startEngine } from '@reprise/engine';
import { tensorTest } from '@reprise/testing';
import { afterAll, describe, expect } from 'vitest';
import { makeSettings } from '../config.ts';
import { FrameModel } from '../frames/frameModel.ts';
import type { LoadedFrames } from '../modelFolder.ts';
import type { Score } from '../score.ts';
import { composeFrames, continueFrames } from './frameMusic.ts';

await startEngine();

const settings = makeSettings('tiny', { model: 'frames', head: 'bernoulli' });
const network = new FrameModel({ ...settings, rng: Rng.fromSeed(2) });
const model: LoadedFrames = {
  kind: 'frames',
  network,
  architecture: {},
  settings,
  dispose: () => {
    disposeParams(network.params);
  },
};
afterAll(() => {
  model.dispose();
});

const note = (pitch: number, onset: number, duration: number) => ({ pitch, onset, duration });
const beginning: Score = {
  parts: [{ notes: [note(60, 0, 2), note(10, 0, 1), note(64, 2, 1)] }],
  tempos: [],
  meters: [{ onset: 0, beats: 3, unit: 4 }],
  keys: [],
  chords: [],
  upbeat: 0,
};
const notesOf = ({ score }: { score: Score }) => score.parts.flatMap(({ notes }) => notes);

describe('music of frames', () => {
  tensorTest('is as long as asked for, and the same from the same seed', async () => {
    const compose = (seed: number) => composeFrames(model, { bars: 2, meter: { beats: 4, unit: 4 }, seed });
    const first = await compose(1);
    expect(Math.max(...notesOf(first).map(({ onset, duration }) => onset + duration))).toBe(8);
    expect(notesOf(await compose(1))).toEqual(notesOf(first));
    expect(notesOf(await compose(2))).not.toEqual(notesOf(first));
  });

  tensorTest('goes on behind what is given, and says what it leaves out', async () => {
    const made = await continueFrames(model, beginning, { bars: 1 });
    const given = notesOf(made).filter((one) => made.isGiven(0, one));
    expect(given.map(({ pitch, onset }) => [pitch, onset])).toEqual([
      [60, 0],
      [64, 2],
    ]);
    const added = notesOf(made).filter((one) => !made.isGiven(0, one));
    expect(Math.min(...added.map(({ onset }) => onset))).toBe(3);
    expect(Math.max(...added.map(({ onset, duration }) => onset + duration))).toBe(6);
    expect(made.remarks).toEqual(['notes on no piano, left out: 1']);
  });
});
