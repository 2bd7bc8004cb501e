import type { Rng } from '@reprise/engine';
import {
  add,
  gather,
  matMul,
  param,
  reshape,
  type Module,
  type ParamTree,
  type Scalar,
  type Tensor1D,
  type Tensor2D,
  type Variable,
} from '@reprise/engine';
import { AdditiveAttention, DotAttention, GeneralAttention, type Attention } from '../nn/attention.ts';
import { makeCell, type CellKind } from '../nn/cellKind.ts';
import { dropout } from '../nn/dropout.ts';
import { Embedding } from '../nn/embedding.ts';
import { draw, xavierUniform, zeroBias } from '../nn/init.ts';
import { vocabularyCrossEntropy } from '../nn/losses.ts';
import { StackedCell } from '../nn/stack.ts';
import { unroll } from '../nn/unroll.ts';
import type { PaddedIds } from '../paddedIds.ts';
import { Bridge } from './bridge.ts';
import { ContextDecoder } from './contextDecoder.ts';
import { AttentionDecoder, type BoundDecoder, type Decoder } from './decoder.ts';
import { Encoder } from './encoder.ts';
import type { TokenWeights } from './fusedStep.ts';
import { idTensor, realRows, type PairBatch } from './pairBatch.ts';
import { sampleInputs } from './scheduledSampling.ts';

export const ATTENTION_KINDS = ['additive', 'dot', 'general', 'none'] as const;
export type AttentionKind = (typeof ATTENTION_KINDS)[number];

/** Everything that decides the shape of an encoder-decoder; what a model's config.json holds. */
export interface Seq2SeqConfig {
  readonly sourceVocabSize: number;
  readonly targetVocabSize: number;
  readonly embeddingSize: number;
  readonly encoderCell: CellKind;
  /** the width of one direction */
  readonly encoderSize: number;
  readonly encoderLayers: number;
  readonly bidirectional: boolean;
  readonly decoderCell: CellKind;
  readonly decoderSize: number;
  readonly decoderLayers: number;
  /** `none`: the decoder knows the source by one fixed vector only */
  readonly attention: AttentionKind;
  /** with attention: its output enters the next step; without: the fixed vector enters every step */
  readonly inputFeeding: boolean;
  readonly residual: boolean;
  /** source, target and output share one matrix of embeddings (needs one joint vocabulary), or target and output, or none */
  readonly tiedEmbeddings: 'all' | 'target' | 'none';
  readonly dropout: number;
}

export interface LossOptions {
  /** for dropout and sampling; without it evaluation */
  readonly rng?: Rng | undefined;
  readonly labelSmoothing?: number;
  /** how often the decoder reads its own guess in place of the target's token (Bengio et al. 2015) */
  readonly samplingRate?: number;
}

/** An encoder-decoder (Sutskever et al. 2014, Cho et al. 2014), with attention (Bahdanau et al. 2015, Luong et al. 2015). */
export class Seq2Seq implements Module {
  readonly config: Seq2SeqConfig;
  readonly params: ParamTree;
  readonly #source: Embedding;
  readonly #target: Embedding;
  readonly #encoder: Encoder;
  readonly #bridge: Bridge;
  readonly decoder: Decoder;
  /** [targetVocabSize, embeddingSize] */
  readonly #outputWeight: Tensor2D & Variable;
  readonly #outputBias: Tensor1D & Variable;

  /**
   * @param rng what the weights are drawn with; without it they are zero, to be loaded
   * @throws RangeError for sizes that do not fit together
   */
  constructor(config: Seq2SeqConfig, rng?: Rng) {
    checkTying(config);
    this.config = config;
    const { embeddingSize, sourceVocabSize, targetVocabSize, tiedEmbeddings } = config;
    this.#target = new Embedding({ vocabSize: targetVocabSize, embeddingSize, rng: rng?.fold('target') });
    this.#source =
      tiedEmbeddings === 'all'
        ? this.#target
        : new Embedding({ vocabSize: sourceVocabSize, embeddingSize, rng: rng?.fold('source') });
    this.#encoder = new Encoder({
      cell: config.encoderCell,
      inputSize: embeddingSize,
      hiddenSize: config.encoderSize,
      numLayers: config.encoderLayers,
      bidirectional: config.bidirectional,
      dropout: config.dropout,
      rng: rng?.fold('encoder'),
    });
    const { decoder, stack } = makeDecoder(config, this.#encoder.outputSize, rng?.fold('decoder'));
    this.decoder = decoder;
    this.#bridge = new Bridge({
      from: this.#encoder.stateSizes,
      to: stack.layers.map((layer) => layer.stateSizes),
      rng: rng?.fold('bridge'),
    });
    this.#outputWeight =
      tiedEmbeddings === 'none'
        ? param(draw(xavierUniform, targetVocabSize, embeddingSize, rng?.fold('output')))
        : this.#target.params.weight;
    this.#outputBias = param(zeroBias(targetVocabSize));
    this.params = {
      target: this.#target.params,
      source: this.#source.params,
      encoder: this.#encoder.params,
      bridge: this.#bridge.params,
      decoder: this.decoder.params,
      output: { weight: this.#outputWeight, bias: this.#outputBias },
    };
  }

  /** Encodes a batch of sources and binds the decoder to it. @param rng for dropout; without it evaluation */
  read(source: PaddedIds, rng?: Rng): BoundDecoder {
    const embedded = dropout(this.#source.apply(idTensor(source)), this.config.dropout, rng?.fold('source'));
    const encoded = this.#encoder.encode(embedded, source.lengths, rng?.fold('encoder'));
    return this.decoder.bind(encoded, this.#bridge.apply(encoded.last));
  }

  /** The vectors that the decoder reads for target ids: [batch] -> [batch, embeddingSize]. */
  embed(ids: Tensor1D): Tensor2D {
    return this.#target.apply(ids);
  }

  /** The output layer: [rows, embeddingSize] -> [rows, targetVocabSize]. */
  logits(outputs: Tensor2D): Tensor2D {
    return add(matMul(outputs, this.#outputWeight, false, true), this.#outputBias);
  }

  /** By what tokens are read and written. */
  tokenWeights(): TokenWeights {
    return {
      embedding: this.#target.params.weight,
      vocabWeight: this.#outputWeight,
      vocabBias: this.#outputBias,
    };
  }

  /** The mean loss in nats per real target token. */
  loss(batch: PairBatch, { rng, labelSmoothing = 0, samplingRate = 0 }: LossOptions = {}): Scalar {
    const { targetIn, targetOut } = batch;
    const decoder = this.read(batch.source, rng);
    const [batchSize, time] = targetIn.shape;
    const noise = rng && decoder.noise?.(rng.fold('decoder'), batchSize, time);
    const ids =
      rng && samplingRate > 0
        ? sampleInputs(this, decoder, targetIn, { rng: rng.fold('sampling'), samplingRate, noise })
        : idTensor(targetIn);
    const embedded = dropout(this.#target.apply(ids), this.config.dropout, rng?.fold('target'));
    const { outputs } = unroll(decoder, embedded, { noise });
    const { rows, labels } = realRows(targetOut);
    // Only real steps reach the output layer, which is the dearest part of the model.
    const real = gather(reshape(outputs, [batchSize * time, -1]), rows) as Tensor2D;
    const dropped = dropout(real, this.config.dropout, rng?.fold('output'));
    const output = { weight: this.#outputWeight, bias: this.#outputBias };
    return vocabularyCrossEntropy(dropped, output, labels, { labelSmoothing });
  }
}

function checkTying({ tiedEmbeddings, sourceVocabSize, targetVocabSize }: Seq2SeqConfig): void {
  if (tiedEmbeddings === 'all' && sourceVocabSize !== targetVocabSize) {
    throw new RangeError(
      `Seq2Seq: tiedEmbeddings 'all' expects one joint vocabulary, got ${sourceVocabSize} source and ${targetVocabSize} ` +
        "target entries. Use 'target', or train a joint tokenizer.",
    );
  }
}

function makeDecoder(
  config: Seq2SeqConfig,
  memorySize: number,
  rng?: Rng,
): { decoder: Decoder; stack: StackedCell } {
  const { attention: kind, decoderCell, decoderSize, embeddingSize, inputFeeding } = config;
  const contextFeeding = kind === 'none' && inputFeeding;
  const cells = Array.from({ length: config.decoderLayers }, (_, index) => {
    const first = contextFeeding ? embeddingSize + memorySize : embeddingSize;
    return makeCell(decoderCell, {
      inputSize: index === 0 ? first : decoderSize,
      hiddenSize: decoderSize,
      rng: rng?.fold('cell', index),
    });
  });
  const stack = new StackedCell(cells, { dropout: config.dropout, residual: config.residual });
  const shared = { stack, outputSize: embeddingSize, rng };
  if (kind === 'none')
    return { decoder: new ContextDecoder({ ...shared, contextSize: memorySize, contextFeeding }), stack };
  const attention = makeAttention(kind, { querySize: decoderSize, memorySize, rng: rng?.fold('attention') });
  return { decoder: new AttentionDecoder({ ...shared, attention, inputFeeding }), stack };
}

function makeAttention(
  kind: Exclude<AttentionKind, 'none'>,
  options: { querySize: number; memorySize: number; rng?: Rng | undefined },
): Attention {
  switch (kind) {
    case 'additive':
      return new AdditiveAttention(options);
    case 'dot':
      return new DotAttention(options);
    case 'general':
      return new GeneralAttention(options);
  }
}
