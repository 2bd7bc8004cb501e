export { InputError, nearest } from './errors.ts';

export type { Cell, ScanOptions, State, Unrolled } from './nn/cell.ts';
export { CELL_KINDS, makeCell, type CellKind } from './nn/cellKind.ts';
export { ElmanCell, type ElmanOptions, type ElmanState } from './nn/elman.ts';
export { GRUCell, type GRUOptions, type GRUState } from './nn/gru.ts';
export { LSTMCell, type LSTMState } from './nn/lstm.ts';
export type { LSTMOptions, LSTMParams } from './nn/lstmParams.ts';
export type { RecurrentNoise } from './nn/recurrentNoise.ts';
export { StackedCell, type StackNoise, type StackOptions } from './nn/stack.ts';
export { Bidirectional, type BothWays } from './nn/bidirectional.ts';
export {
  SoftWindowLSTM,
  type BoundSoftWindow,
  type SoftWindowOptions,
  type SoftWindowState,
} from './nn/softWindow.ts';
export { unroll, type UnrollOptions } from './nn/unroll.ts';
export {
  AdditiveAttention,
  DotAttention,
  GeneralAttention,
  attend,
  remember,
  type Attention,
  type Memory,
} from './nn/attention.ts';
export { Embedding } from './nn/embedding.ts';
export { Linear } from './nn/linear.ts';
export { Conv2D } from './nn/conv.ts';
export { LayerNorm } from './nn/norm.ts';
export { dropout, variationalDropout } from './nn/dropout.ts';
export { ctcLoss, framesNeeded, type CtcLossOptions } from './nn/ctc.ts';
export { crossEntropy, vocabularyCrossEntropy, type CrossEntropyOptions } from './nn/losses.ts';
export type { Distribution, Outputs } from './nn/distribution.ts';
export { DISTRIBUTIONS, type DistributionName } from './nn/distributions.ts';
export {
  penLayout,
  penMixtureLoss,
  penNegativeLogLikelihood,
  penOutputSize,
  type PenLayout,
} from './nn/penMixture.ts';
export {
  offsetLogDensity,
  penDensity,
  penLogDensity,
  penMean,
  type PenGrid,
  type PenMixture,
  type PenStep,
} from './nn/penDensity.ts';
export { readPenMixture, samplePenStep, type PenSampling } from './nn/penSampling.ts';
export { fitPenMixture, type PenFit, type PenFitOptions } from './nn/penMixtureFit.ts';
export { penLogLikelihood, type PenSteps } from './nn/penSteps.ts';
export { quantileLoss } from '@reprise/engine';
export { normals, uniforms } from './nn/drawStreams.ts';
export { gammaSampler } from './nn/gammaSampler.ts';
export { poissonSampler } from './nn/poissonSampler.ts';
export { logGamma } from './nn/logGamma.ts';
export { normalInit, orthogonal, xavierUniform, type Initializer } from './nn/init.ts';

export { Encoder, type Encoded, type EncoderOptions } from './seq2seq/encoder.ts';
export { Bridge, type StateSizes } from './seq2seq/bridge.ts';
export {
  AttentionDecoder,
  type AttentionDecoderOptions,
  type BoundDecoder,
  type Decoder,
} from './seq2seq/decoder.ts';
export { ContextDecoder, type ContextDecoderOptions } from './seq2seq/contextDecoder.ts';
export {
  ATTENTION_KINDS,
  Seq2Seq,
  type AttentionKind,
  type LossOptions,
  type Seq2SeqConfig,
} from './seq2seq/seq2seq.ts';
export type { PaddedIds } from './paddedIds.ts';
export type { PairBatch } from './seq2seq/pairBatch.ts';
export { cellModel, type CellModelParts } from './seq2seq/cellModel.ts';
export { packCell, type PackedCell } from './seq2seq/packedCell.ts';
export { packSoftWindow, type PackedSoftWindow } from './seq2seq/packedWindow.ts';
export { packModel, readSources, type PackedModel } from './seq2seq/readSources.ts';
export type { TokenEmission, TokenModel } from './seq2seq/tokenModel.ts';
export {
  generate,
  type Draw,
  type Generated,
  type GenerateOptions,
  type Row,
  type Stepper,
} from './seq2seq/generate.ts';
export { sampleIndex, type Sampling } from './seq2seq/draws.ts';
export { greedy, sample, type SampleOptions } from './seq2seq/decoding.ts';
export { beamSearch, type BeamSearchOptions } from './seq2seq/beam.ts';
export {
  ctcSearch,
  ctcSearchBatch,
  ctcStream,
  type CtcHypothesis,
  type CtcSearchOptions,
  type CtcStream,
} from './seq2seq/ctcSearch.ts';
export { ctcGreedy, type BestPath } from './seq2seq/ctcGreedy.ts';
export {
  languageScorer,
  type LabelScorer,
  type LanguageModel,
  type LanguageScorerOptions,
} from './seq2seq/labelScorer.ts';
export { lexicon, type LexiconOptions } from './seq2seq/lexicon.ts';
export { coveragePenalty, lengthPenalty, type Hypothesis } from './seq2seq/hypothesis.ts';
export type { SearchOptions } from './seq2seq/searchOptions.ts';
export {
  blockRepeats,
  forbidTokens,
  forceBeginnings,
  minimumLength,
  type Prefix,
  type Scorer,
} from './seq2seq/scorers.ts';

export { fit } from './train/fit.ts';
export type {
  Batch,
  BatchSource,
  CheckpointOptions,
  FitOptions,
  FitResult,
  StopReason,
} from './train/fitOptions.ts';
export type { BestValidation } from './train/runState.ts';
export { adam, adamW, sgd, type AdamOptions, type Optimizer, type SGDOptions } from './train/optimizer.ts';
export {
  constant,
  reduceOnPlateau,
  warmupCosine,
  warmupInverseSqrt,
  type AdaptiveSchedule,
  type PlateauOptions,
  type Schedule,
} from './train/schedule.ts';
export { checkpointFolder, logFile, type CheckpointStore, type TrainingLog } from './train/checkpoint.ts';
export { showProgress, type Progress, type ProgressOptions } from './train/progress.ts';
export { meanWeights, setWeights, type Weights } from './train/weights.ts';

export {
  readSafetensors,
  writeSafetensors,
  type SafetensorsFile,
  type StorageType,
  type TensorValues,
} from './interop/safetensors.ts';

export {
  readCharacterModel,
  trainCharacterModel,
  type CharacterModel,
  type CharacterModelOptions,
} from './data/characterModel.ts';
export { trainKneserNey, type KneserNeyOptions } from './data/kneserNey.ts';
export { ngramModel, type NgramModel } from './data/ngramModel.ts';
export type { NgramTables } from './data/ngramTables.ts';
export { padIds, planBatches, type BatchPlan } from './data/batch.ts';
export { shuffledOrder, type EpochOrder } from './data/shuffle.ts';
export { BOS, EOS, PAD, SPECIAL_TOKENS, UNK } from './data/vocabulary.ts';
export { loadTokenizer, trainTokenizer, type Tokenizer, type TokenizerOptions } from './data/tokenizer.ts';

export { characterEdits, editRate, tokenEdits, type Edits } from './metrics/editRate.ts';
