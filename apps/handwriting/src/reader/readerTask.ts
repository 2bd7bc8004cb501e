import { z } from 'zod';
import { MARKS } from '../compose/marks.ts';
import type { Corpus } from '@reprise/app/corpus';
import type { LabelledInk } from '../data/labelledInk.ts';
import type { Settings } from '../settings.ts';
import type { DataPaths, Task } from '../task.ts';
import { charactersOf, makeAlphabet } from './alphabet.ts';
import type { InkBatch } from './inkBatch.ts';
import { inkLogits } from './inkLogits.ts';
import { inkSource } from './inkSource.ts';
import { LANGUAGE_FILES } from './languageFiles.ts';
import { teachWords } from './learnWords.ts';
import { PenReader } from './penReader.ts';
import { readerScores } from './readerScores.ts';

const architecture = z.strictObject({
  /** what it can say, without the blank */
  characters: z.array(z.string().min(1)).min(1),
});

export type ReaderArchitecture = z.infer<typeof architecture>;

/** What readers of ink and of pictures have in common. */
export const readerParts = {
  unit: 'characters',
  meanings: {
    loss: 'nats a character',
    cer: 'character error rate of the best path, without a language model',
  },
  architecture,
  files: LANGUAGE_FILES,
  load: async (paths: DataPaths): Promise<Corpus<LabelledInk>> =>
    (await import('../data/labelledInk.ts')).loadLabelledInk(paths),
  architectureOf: (inks: readonly LabelledInk[], { composed }: Settings): ReaderArchitecture => ({
    characters: charactersOf([...inks.map(({ text }) => text), ...(composed > 0 ? [' ', ...MARKS] : [])]),
  }),
};

/** From ink to text. */
export const readerTask: Task<LabelledInk, InkBatch, PenReader, ReaderArchitecture> = {
  ...readerParts,
  kind: 'reader',
  makeNetwork: ({ characters }, settings, rng) =>
    new PenReader({ ...settings, classes: 1 + characters.length, rng }),
  source: (inks, { architecture: { characters }, settings, seed }) =>
    inkSource(inks, { ...settings, alphabet: makeAlphabet(characters), seed }),
  complete: (reader, corpus, options) =>
    teachWords(corpus, options, (inks) =>
      inkLogits(
        reader,
        inks.map(({ strokes }) => strokes),
        options.settings,
      ),
    ),
  scores: (inks, { characters }, settings) => readerScores(inks, makeAlphabet(characters), settings),
};
