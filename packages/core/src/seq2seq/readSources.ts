import {
  expandDims,
  logSoftmax,
  retain,
  squeeze,
  type DecodeStep,
  type Retained,
  type Tensor2D,
  type Tensor3D,
} from '@reprise/engine';
import type { PaddedIds } from '../paddedIds.ts';
import type { BoundDecoder } from './decoder.ts';
import { bestOfDecoder, packDecoder } from './fusedStep.ts';
import type { Seq2Seq } from './seq2seq.ts';
import type { TokenModel } from './tokenModel.ts';

/** A model's weights in the order in which steps of search read them. */
export interface PackedModel {
  /** undefined where no kernel knows all of the model: search then goes operation by operation */
  readonly step: DecodeStep | undefined;
}

/**
 * Packs a model's weights for search, for whoever searches with them again and again. They are copies: after training
 * goes on, pack again.
 * @returns the weights, until freed
 */
export function packModel(model: Seq2Seq): Retained<PackedModel> {
  return retain(() => ({ step: packDecoder(model.decoder, model.tokenWeights()) }));
}

/**
 * An encoder-decoder that has read a batch of sources, for search.
 * @param packed the model's weights; without it they are packed for this search
 * @returns the model and what it keeps in memory for it, until freed
 */
export function readSources(model: Seq2Seq, sources: PaddedIds, packed?: PackedModel): Retained<TokenModel> {
  return retain(() => {
    const { step } = packed ?? { step: packDecoder(model.decoder, model.tokenWeights()) };
    return boundModel(model, model.read(sources), step, sources.shape[0]);
  });
}

function boundModel(
  model: Seq2Seq,
  decoder: BoundDecoder,
  packed: DecodeStep | undefined,
  batchSize: number,
): TokenModel {
  return {
    ...(packed && { best: bestOfDecoder(packed, decoder) }),
    vocabSize: model.config.targetVocabSize,
    initialState: () => decoder.initialState(batchSize),
    step(ids, before) {
      const projected = decoder.project(expandDims(model.embed(ids), 1) as Tensor3D);
      const state = decoder.step(squeeze(projected, [1]), before);
      const logProbs = logSoftmax(model.logits(state[0] as Tensor2D));
      return { logProbs, state, alignment: decoder.alignment(state) };
    },
    select: (rows) => boundModel(model, decoder.select(rows), packed, rows.size),
  };
}
