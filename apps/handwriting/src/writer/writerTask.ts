import { z } from 'zod';
import { MARKS } from '../compose/marks.ts';
import type { Corpus } from '@reprise/app/corpus';
import type { LabelledInk } from '../data/labelledInk.ts';
import { charactersOf } from '../reader/alphabet.ts';
import type { Task } from '../task.ts';
import { layInk, plausibleInks } from './lineToLearn.ts';
import { pathOf } from './penPath.ts';
import type { WriterBatch } from './writerBatch.ts';
import { WriterModel } from './writerModel.ts';
import { writerScores } from './writerScores.ts';
import { writerSource } from './writerSource.ts';
import { writerText } from './writerText.ts';

const architecture = z.strictObject({
  /** what it can write, without the end */
  characters: z.array(z.string().min(1)).min(1),
  /** of the training, on average */
  charactersPerStep: z.number().positive(),
});

export type WriterArchitecture = z.infer<typeof architecture>;

/** Inks on which the pace of the pen is measured. */
const PACE_INKS = 500;

/** From text to ink. */
export const writerTask: Task<LabelledInk, WriterBatch, WriterModel, WriterArchitecture> = {
  kind: 'writer',
  unit: 'steps of the pen',
  meanings: { loss: 'nats a step, offsets in 0.4 x-heights' },
  architecture,
  load: async (paths) => withoutStray(await (await import('../data/labelledInk.ts')).loadLabelledInk(paths)),
  architectureOf: (inks, { composed, spacing }) => ({
    characters: charactersOf([...inks.map(({ text }) => text), ...(composed > 0 ? [' ', ...MARKS] : [])]),
    charactersPerStep: paceOf(inks, spacing),
  }),
  makeNetwork: ({ characters, charactersPerStep }, settings, rng) =>
    new WriterModel({ ...settings, vocabSize: 1 + characters.length, charactersPerStep, rng }),
  source: (inks, { architecture: { characters }, settings, seed }) =>
    writerSource(inks, { ...settings, text: writerText(characters), seed }),
  scores: (inks, { characters }, { spacing }) => {
    const known = new Set(characters);
    const writable = inks.filter(({ text }) => Array.from(text).every((character) => known.has(character)));
    return writerScores(writable, writerText(characters), spacing);
  },
};

function withoutStray(corpus: Corpus<LabelledInk>): Corpus<LabelledInk> {
  const { train, valid, test } = corpus;
  const kept = { train: plausibleInks(train), valid: plausibleInks(valid), test: plausibleInks(test) };
  const count = (splits: typeof kept): number =>
    splits.train.length + splits.valid.length + splits.test.length;
  const dropped = train.length + valid.length + test.length - count(kept);
  return {
    ...corpus,
    ...kept,
    warnings: [...corpus.warnings, `left out: ${dropped} with strokes that are out of place for their text`],
  };
}

function paceOf(inks: readonly LabelledInk[], spacing: number): number {
  const every = Math.max(1, Math.floor(inks.length / PACE_INKS));
  let [characters, steps] = [0, 0];
  for (let place = 0; place < inks.length; place += every) {
    const { strokes, text } = layInk(inks[place] as LabelledInk);
    characters += Array.from(text).length;
    steps += pathOf(strokes, spacing).offsets.length / 3;
  }
  return characters / Math.max(1, steps);
}
