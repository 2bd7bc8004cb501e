import { Seq2Seq, type TensorValues } from '@reprise/core';
import type { Rng } from '@reprise/engine';
import type { TranslationSettings } from '../work.ts';
import { drawWeights } from './inputs.ts';

/** The network of the translation app's preset for Multi30k, with drawn weights. */
export function translationModel(
  settings: TranslationSettings,
  rng: Rng,
  draw = drawWeights,
): { model: Seq2Seq; weights: Map<string, TensorValues> } {
  const { vocabSize, embeddingSize, encoderSize, decoderSize, inputFeeding } = settings;
  const model = new Seq2Seq({
    sourceVocabSize: vocabSize,
    targetVocabSize: vocabSize,
    embeddingSize,
    encoderCell: 'lstm',
    encoderSize,
    encoderLayers: 1,
    bidirectional: true,
    decoderCell: 'lstm',
    decoderSize,
    decoderLayers: 1,
    attention: 'general',
    inputFeeding,
    residual: false,
    tiedEmbeddings: 'all',
    dropout: 0, // so that both sides compute the same
  });
  return { model, weights: draw(model.params, rng) };
}

/**
 * Lengths around a mean, the longest first: what batches of like length leave of the spread of Multi30k's captions.
 */
export function lengthsAround(mean: number, spread: number, count: number): number[] {
  return Array.from({ length: count }, (_, row) => {
    const place = count === 1 ? 0.5 : row / (count - 1);
    return Math.round(mean + spread * (1 - 2 * place));
  });
}
