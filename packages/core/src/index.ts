export { InputError, nearest } from './errors.ts';

export type { Cell, ScanOptions, State, Unrolled } from './nn/cell.ts';
export { CELL_KINDS, makeCell, type CellKind } from './nn/cellKind.ts';
export { ElmanCell, type ElmanOptions, type ElmanState } from './nn/elman.ts';
export { GRUCell, type GRUOptions, type GRUState } from './nn/gru.ts';
export { LSTMCell, type LSTMOptions, type LSTMState } from './nn/lstm.ts';
export { StackedCell, type StackNoise, type StackOptions } from './nn/stack.ts';
export { Bidirectional, type BothWays } from './nn/bidirectional.ts';
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
export { LayerNorm } from './nn/norm.ts';
export { dropout, variationalDropout } from './nn/dropout.ts';
export { crossEntropy } from './nn/losses.ts';
export { normalInit, orthogonal, xavierUniform, type Initializer } from './nn/init.ts';

export { Encoder, type Encoded, type EncoderOptions } from './seq2seq/encoder.ts';
export { Bridge, type StateSizes } from './seq2seq/bridge.ts';
export { AttentionDecoder, type AttentionDecoderOptions, type BoundDecoder, type Decoder } from './seq2seq/decoder.ts';
export { ContextDecoder, type ContextDecoderOptions } from './seq2seq/contextDecoder.ts';
export { ATTENTION_KINDS, Seq2Seq, type AttentionKind, type LossOptions, type Seq2SeqConfig } from './seq2seq/seq2seq.ts';
export type { PaddedIds, PairBatch } from './seq2seq/pairBatch.ts';

export { BOS, EOS, PAD, SPECIAL_TOKENS, UNK } from './data/vocabulary.ts';
export { loadTokenizer, trainTokenizer, type Tokenizer, type TokenizerOptions } from './data/tokenizer.ts';
