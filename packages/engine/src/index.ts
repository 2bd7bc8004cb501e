export { startEngine, describeEngine, EngineError, type EngineInfo } from './tf.ts';
export { retain, type Retained } from './retain.ts';
export { scope, keep, dispose, read, memory } from './scope.ts';
export { Rng } from './rng.ts';
export { checkShape, ShapeError, type Size } from './shape.ts';
export { param, namedParams, countParams, disposeParams, type Module, type ParamTree } from './params.ts';
export { valueAndGradients } from './gradients.ts';
export {
  attentionDecoder,
  hasAttentionDecoder,
  type AttentionDecoderInputs,
  type AttentionDecoderOutputs,
} from './kernels/attentionDecoder.ts';
export {
  hasDecodeStep,
  packDecodeStep,
  packLayerStep,
  type DecodeStep,
  type StepWeights,
} from './kernels/decodeStep.ts';
export { hasLstm, lstm, type LstmInputs, type LstmOptions, type LstmOutputs } from './kernels/lstm.ts';
export { lstmPair, wantsLstmPair, type LstmPairOutputs } from './kernels/lstmPair.ts';
export { conv2d, type Conv2DOptions } from './kernels/conv2d.ts';
export { ctcLoss, type CtcOptions } from './kernels/ctcLoss.ts';
export { globalNorm } from './kernels/globalNorm.ts';
export { lerp } from './kernels/lerp.ts';
export { embed } from './kernels/embedding.ts';
export { gru, hasGru, type GruOptions } from './kernels/gru.ts';
export { elman, hasElman, type ElmanKernelOptions } from './kernels/elman.ts';
export type { OutputLayerInputs, OutputLayerOptions, OutputLayerOutputs } from './kernels/outputLayer.ts';
export { logSoftmax } from './kernels/logSoftmax.ts';
export {
  adamStep,
  sgdStep,
  type AdamNumbers,
  type Moments,
  type ParameterLists,
  type SGDNumbers,
} from './kernels/optimizerStep.ts';
export { hasPenMixture, penMixtureNll, type PenMixtureOptions } from './kernels/penMixture.ts';
export { quantileLoss } from './kernels/quantileLoss.ts';
export { reverseSequence } from './kernels/reverseSequence.ts';
export {
  hasSoftWindow,
  softWindow,
  windowStep,
  type SoftWindowInputs,
  type SoftWindowKernelOptions,
  type SoftWindowOutputs,
  type WindowStepInputs,
} from './kernels/softWindow.ts';
export { hasStudentT, studentTNll, type StudentTInputs, type StudentTOptions } from './kernels/studentT.ts';
export { softmaxCrossEntropy } from './kernels/softmaxCrossEntropy.ts';
export { vocabularyLoss, type VocabularyLossOptions } from './kernels/vocabularyLoss.ts';

// eslint-disable-next-line no-restricted-syntax -- ops.ts is itself an explicit list
export * from './ops.ts';
