import type { Rng } from '@reprise/engine';
import { z } from 'zod';
import type { Settings } from '../settings.ts';
import { repeatLags } from './lags.ts';
import { TICKS_PER_QUARTER, type Melody } from './melody.ts';
import { MelodyModel } from './melodyModel.ts';
import { MelodyVocabulary, vocabularyOf } from './melodyVocabulary.ts';

const pitch = z.int().min(0).max(127);
const times = z.array(z.int().min(1));

/** What a melody model is built for, beside its settings: part of a model's config.json. Times are in ticks. */
export const melodyArchitectureSchema = z.strictObject({
  vocabulary: z.strictObject({ pitches: z.tuple([pitch, pitch]), durations: times.min(1) }),
  reader: z.strictObject({ periods: times, lags: times }),
});

export type MelodyArchitecture = z.infer<typeof melodyArchitectureSchema>;

/** Beats, bars and phrases, in quarters. */
const PERIODS = [1, 1.5, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128];

const MOST_LAGS = 12;

/** The shape that settings and training data ask for. */
export function melodyArchitecture(
  melodies: readonly Melody[],
  { transposition }: Pick<Settings, 'transposition'>,
): MelodyArchitecture {
  const { pitches, durations } = vocabularyOf(melodies, transposition);
  return {
    vocabulary: { pitches: [...pitches], durations: [...durations] },
    reader: {
      periods: PERIODS.map((quarters) => quarters * TICKS_PER_QUARTER),
      lags: repeatLags(melodies, MOST_LAGS),
    },
  };
}

/** @param rng draws the weights; without it they are zero, to be loaded */
export function makeMelodyModel(
  { vocabulary, reader }: MelodyArchitecture,
  settings: Settings,
  rng?: Rng,
): MelodyModel {
  return new MelodyModel({ vocabulary: new MelodyVocabulary(vocabulary), reader, settings, rng });
}
