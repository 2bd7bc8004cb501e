import type { Settings } from '../settings.ts';

/** Multi30k (29,000 pairs of captions): the size of the yardstick in the results, about 5.7 million parameters. */
export const multi30k: Settings = {
  vocabSize: 8000, // few enough that each entry is seen often in 29,000 pairs
  jointVocabulary: true, // German and English share names and many pieces
  embeddingSize: 256,
  encoderCell: 'lstm',
  encoderSize: 256,
  encoderLayers: 1,
  bidirectional: true,
  decoderCell: 'lstm',
  decoderSize: 512,
  decoderLayers: 1,
  attention: 'general',
  inputFeeding: true, // the decoder knows what it attended to before (Luong et al. 2015)
  residual: false,
  tiedEmbeddings: 'all', // the largest matrix, once instead of three times
  dropout: 0.4, // captions are few; less overfits before the cosine's end
  labelSmoothing: 0.1,
  samplingRate: 0,
  epochs: 16,
  batchTokens: 2000, // about 128 captions
  accumulate: 1,
  optimizer: 'adamw',
  learningRate: 0.002,
  schedule: 'cosine',
  warmupSteps: 200,
  weightDecay: 0.01,
  clipNorm: 1,
  averaging: 'ema',
  emaDecay: 0.998, // a memory of about two epochs
  bestCount: 5,
  patience: 0, // the cosine's end is where it is best
  maxLength: 100,
};
