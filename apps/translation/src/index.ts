export {
  load,
  type Candidate,
  type TranslateOptions,
  type Translation,
  type Translator,
} from './translator.ts';
export { train, type TrainOptions, type TrainResult } from './train.ts';
export { evaluate, describeEvaluation, type Evaluation, type Scores } from './evaluate.ts';
export { makeSettings, checkSettings, PRESETS } from './config.ts';
export type { Settings } from './settings.ts';
export { shippedModel, type ModelConfig } from './modelFolder.ts';
export { loadCorpus, describeCorpus, type Corpus, type CorpusOptions } from './data.ts';
export type { Example, Pair, ParallelFiles } from './data/pairs.ts';
export { tinyCorpus } from './tinyCorpus.ts';
export { corpusBleu, type BleuScore } from './metrics/bleu.ts';
export { corpusChrf, type ChrfScore } from './metrics/chrf.ts';
export { wordAlignment, type Alignment } from './pictures/wordAlignment.ts';
export { alignmentPicture } from './pictures/alignmentPicture.ts';
export { writePicture } from '@reprise/app/pictures';
export type { ModelPlace } from '@reprise/app';
