import {
  beamSearch,
  BOS,
  EOS,
  packModel,
  PAD,
  padIds,
  readSources,
  setWeights,
  type Hypothesis,
} from '@reprise/core';
import { disposeParams, Rng } from '@reprise/engine';
import type { Runner } from '../serve.ts';
import type { DecodingSettings } from '../work.ts';
import { drawIds, drawShippedWeights, idValues, writeInputs } from './inputs.ts';
import { lengthsAround, translationModel } from './translationModel.ts';

/** Low enough that the end is never among the best, so that both sides go the same number of steps. */
const NEVER = -1e9;

/** Beam search for a batch of sentences, from their ids to the ids of their translations. */
export function decoding(settings: DecodingSettings, path: string): Runner {
  const { batchSize, beamSize, steps, vocabSize } = settings;
  const rng = Rng.fromSeed(1);
  const { model, weights } = translationModel(settings, rng, drawShippedWeights);
  const bias = weights.get('output.bias')?.values;
  if (!bias) throw new Error('expected the model to have an output.bias');
  bias[EOS] = NEVER;
  setWeights(model.params, weights);
  const sources = padIds(
    lengthsAround(13, 5, batchSize).map((length, row) => [
      ...drawIds(rng.fold('source', row), length, vocabSize),
      EOS,
    ]),
    PAD,
  );
  const lengths = idValues(sources.lengths, [batchSize]);
  writeInputs(
    path,
    new Map([...weights, ['source', idValues(sources.ids, sources.shape)], ['sourceLengths', lengths]]),
  );

  const packed = packModel(model);
  const search = async (): Promise<Hypothesis[][]> => {
    const read = readSources(model, sources, packed.value);
    try {
      return await beamSearch(read.value, { beamSize, bos: BOS, eos: EOS, maxLength: steps });
    } finally {
      read.free();
    }
  };
  return {
    async run() {
      await search();
    },
    async check() {
      const best = (await search()).map((hypotheses) => hypotheses[0]);
      return {
        logProb: best.map((hypothesis) => hypothesis?.logProb ?? NaN),
        length: best.map((hypothesis) => hypothesis?.ids.length ?? NaN),
      };
    },
    dispose() {
      packed.free();
      disposeParams(model.params);
    },
  };
}
