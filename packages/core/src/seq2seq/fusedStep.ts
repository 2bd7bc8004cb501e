import {
  hasDecodeStep,
  packDecodeStep,
  type DecodeStep,
  type StepWeights,
  type Tensor1D,
  type Tensor2D,
} from '@reprise/engine';
import type { State } from '../nn/cell.ts';
import { LSTMCell } from '../nn/lstm.ts';
import type { BoundDecoder } from './decoder.ts';
import { scoringOf } from './decoderScan.ts';
import type { Seq2Seq } from './seq2seq.ts';
import type { TokenModel } from './tokenModel.ts';

/**
 * A model's weights, packed for steps of search as one operation; undefined where there is no kernel that knows all of
 * it: LSTM layers of equal options without residuals, and an attention of this library.
 */
export function packStep(model: Seq2Seq, { attended }: BoundDecoder): DecodeStep | undefined {
  if (!hasDecodeStep() || !attended || model.config.residual) return undefined;
  const { stack, attention, params } = attended.decoder;
  const scoring = scoringOf(attention);
  const layers = stack.layers.map((layer) => (layer instanceof LSTMCell ? layer.kernelInputs() : undefined));
  const [first] = layers;
  if (!scoring || !first || !layers.every((layer) => layer !== undefined)) return undefined;
  const { coupled = false, zoneoutRate = 0, cellZoneoutRate = 0 } = first.options;
  const { embedding, outputWeight, outputBias } = model.tokenWeights();
  const weights: StepWeights = {
    embedding,
    layers: layers.map((layer) => layer.weights),
    coupled,
    zoneoutRate,
    cellZoneoutRate,
    attention: { ...scoring, weightOutput: params.weightOutput, weightFeed: params.weightFeed },
    vocabWeight: outputWeight,
    vocabBias: outputBias,
  };
  return packDecodeStep(weights);
}

/** {@link TokenModel.best} by a packed step. The state is the decoder's: [output, top, (h, c) of each layer, alignment]. */
export function bestByStep(step: DecodeStep, { attended }: BoundDecoder): NonNullable<TokenModel['best']> {
  const memory = attended?.memory;
  const isFed = attended?.decoder.params.weightFeed !== undefined;
  return (ids: Tensor1D, state: State, count: number, order?: Tensor1D) => {
    const layers = state.slice(2, -1);
    const { logProbs, tokens, hs, cs, output, weights } = step.run(
      ids,
      {
        feed: isFed ? state[0] : undefined,
        hs: layers.filter((_, index) => index % 2 === 0),
        cs: layers.filter((_, index) => index % 2 === 1),
      },
      { memory, order, top: count },
    );
    const next = hs.flatMap((h, index) => [h, cs[index] as Tensor2D]);
    return {
      logProbs,
      ids: tokens,
      alignment: weights,
      state: [output, hs.at(-1), ...next, weights] as State,
    };
  };
}
