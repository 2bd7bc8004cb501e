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
import type { BoundDecoder } from './decoder.ts';
import { bestOfDecoder, packDecoder } from './fusedStep.ts';
import type { PaddedIds } from '../paddedIds.ts';
import type { Seq2Seq } from './seq2seq.ts';
import type { TokenModel } from './tokenModel.ts';

/**
 * An encoder-decoder that has read a batch of sources, for search.
 * @returns the model and what it keeps in memory for it, until freed
 */
export function readSources(model: Seq2Seq, sources: PaddedIds): Retained<TokenModel> {
  return retain(() => {
    const decoder = model.read(sources);
    return boundModel(model, decoder, packDecoder(decoder, model.tokenWeights()), sources.shape[0]);
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
