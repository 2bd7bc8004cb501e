import type { Task } from '../task.ts';
import {
  makeMelodyModel,
  melodyArchitecture,
  melodyArchitectureSchema,
  type MelodyArchitecture,
} from './architecture.ts';
import type { Melody } from './melody.ts';
import type { MelodyBatch } from './melodyBatch.ts';
import type { MelodyModel } from './melodyModel.ts';
import { melodyScores } from './melodyScores.ts';
import { melodySource } from './melodySource.ts';
import { MelodyVocabulary } from './melodyVocabulary.ts';

/** Tunes: one note after the other. */
export const melodyTask: Task<Melody, MelodyBatch, MelodyModel, MelodyArchitecture> = {
  kind: 'melody',
  unit: 'notes',
  meanings: {
    loss: 'pitch and duration of a note together, the end of the tune counted in',
    duration: 'its duration',
    pitch: 'its pitch, the duration being known',
  },
  architecture: melodyArchitectureSchema,
  load: async (path, options) => (await import('../data/melodies.ts')).loadMelodies(path, options),
  architectureOf: melodyArchitecture,
  makeNetwork: makeMelodyModel,
  source: (melodies, { architecture: { vocabulary, reader }, settings, seed }) =>
    melodySource(melodies, { ...settings, vocabulary: new MelodyVocabulary(vocabulary), reader, seed }),
  scores: (melodies, { vocabulary, reader }) =>
    melodyScores(melodies, new MelodyVocabulary(vocabulary), reader),
};
