import { recipeSettings } from '@reprise/app/settings';
import { z } from 'zod';

const size = z.int().min(1);
const rate = z.number().min(0).max(0.95);
const cell = z.enum(['lstm', 'gru', 'elman']);

/** Every setting of a training, with what it means; a preset gives a value to each. */
export const settingsSchema = z.strictObject({
  vocabSize: z.int().min(260).max(30_000).describe('entries of the tokenizer, special tokens included'),
  jointVocabulary: z.boolean().describe('one tokenizer for both languages'),
  embeddingSize: size.describe('width of the embeddings and of what the output layer reads'),
  encoderCell: cell.describe('recurrent cell of the encoder'),
  encoderSize: size.describe('width of the encoder, of each direction'),
  encoderLayers: size.describe('layers of the encoder'),
  bidirectional: z.boolean().describe('the encoder reads in both directions'),
  decoderCell: cell.describe('recurrent cell of the decoder'),
  decoderSize: size.describe('width of the decoder'),
  decoderLayers: size.describe('layers of the decoder'),
  attention: z.enum(['additive', 'dot', 'general', 'none']).describe('how the decoder looks at the source'),
  inputFeeding: z
    .boolean()
    .describe('the last attention (without attention: the fixed vector) enters each step'),
  residual: z.boolean().describe('layers above the first add their input to their output'),
  tiedEmbeddings: z
    .enum(['all', 'target', 'none'])
    .describe('which embeddings and output weights are one matrix'),
  dropout: rate.describe('share of activations dropped in training'),
  labelSmoothing: rate.describe('share of the target mass spread over the vocabulary'),
  samplingRate: z.number().min(0).max(1).describe('how often the decoder reads its own guess in training'),
  batchTokens: size.describe('target tokens in a batch, padding included'),
  maxLength: size.describe('longest sentence kept, in tokens'),
  ...recipeSettings,
});

export type Settings = z.infer<typeof settingsSchema>;
