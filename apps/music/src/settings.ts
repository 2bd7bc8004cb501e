import { recipeSettings } from '@reprise/app/settings';
import { z } from 'zod';

const size = z.int().min(1);
const rate = z.number().min(0).max(0.95);

/** Every setting of a training, with what it means; a preset gives a value to each. */
export const settingsSchema = z.strictObject({
  model: z
    .enum(['voices', 'frames', 'melody'])
    .describe(
      'voices: four voices on a grid of sixteenths; frames: the keys that sound in each frame; melody: notes one after the other',
    ),
  cell: z.enum(['lstm', 'gru', 'elman']).describe('recurrent cell'),
  hiddenSize: size.describe('width of the recurrent layers'),
  layers: size.describe('recurrent layers'),
  embeddingSize: size.describe('voices, melody: width of the vector of a pitch or a duration'),
  readerSize: size.describe('voices: width of each direction of the reader of what is given'),
  headSize: size.describe('voices: width of what a voice is said from; frames with nade: its hidden units'),
  head: z.enum(['bernoulli', 'nade']).describe('frames: each key by itself, or each knowing those below it'),
  attention: z.boolean().describe('melody: each note looks back at all notes before'),
  lookback: z.boolean().describe('melody: the notes of some beats before, at the same place, are inputs'),
  chords: z.boolean().describe('melody: the chord of the moment is an input'),
  dropout: rate.describe('share of activations dropped in training'),
  inputDropout: rate.describe('frames: share of what is read dropped in training'),
  recurrentDropout: rate.describe('share of the recurrent state dropped in training'),
  transposition: z
    .int()
    .min(0)
    .max(11)
    .describe('pieces are moved up or down by at most so many semitones in training, at random'),
  batchTokens: size.describe('steps (frames, notes) in a batch, padding included'),
  ...recipeSettings,
});

export type Settings = z.infer<typeof settingsSchema>;
