import type { LabelledInk } from '../data/labelledInk.ts';
import { makeAlphabet } from '../reader/alphabet.ts';
import { teachWords } from '../reader/learnWords.ts';
import { readerParts, type ReaderArchitecture } from '../reader/readerTask.ts';
import type { Task } from '../task.ts';
import type { ImageBatch } from './imageBatch.ts';
import { ImageNetwork } from './imageNetwork.ts';
import { imageLogits, imageScores, picturesOf } from './imageScores.ts';
import { imageSource } from './imageSource.ts';

/** From pictures of lines to text; the pictures to learn from are made of ink. */
export const imageTask: Task<LabelledInk, ImageBatch, ImageNetwork, ReaderArchitecture> = {
  ...readerParts,
  kind: 'imageReader',
  makeNetwork: ({ characters }, settings, rng) =>
    new ImageNetwork({ ...settings, classes: 1 + characters.length, rng }),
  source: (inks, { architecture: { characters }, settings, seed }) =>
    imageSource(inks, { ...settings, alphabet: makeAlphabet(characters), seed }),
  complete: (reader, corpus, options) =>
    teachWords(corpus, options, (inks) =>
      imageLogits(reader, picturesOf(inks, options.settings.imageHeight)),
    ),
  scores: (inks, { characters }, { imageHeight }) => imageScores(inks, makeAlphabet(characters), imageHeight),
};
