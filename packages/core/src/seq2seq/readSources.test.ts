import { Rng, tensor1d, type Tensor2D } from '@reprise/engine';
import { closeTo, leakCheck, tensorTest } from '@reprise/testing';
import { describe, expect, it } from 'vitest';
import { disposeParams } from '@reprise/engine';
import { scope } from '@reprise/engine';
import { BOS, EOS } from '../data/vocabulary.ts';
import { greedy } from './decoding.ts';
import { readSources } from './readSources.ts';
import type { TokenModel } from './tokenModel.ts';
import { makePairBatch, makeToyModel, PAIRS, TINY, VARIANTS, withToyModel } from './toyModel.fixture.ts';

const batch = makePairBatch(PAIRS);

/** What the model says before each of the given columns of ids, [row][step]. */
function logProbsOf(model: TokenModel, columns: readonly (readonly number[])[]): number[][][] {
  let state = model.initialState();
  return columns.map((ids) => {
    const emission = model.step(tensor1d([...ids], 'int32'), state);
    state = emission.state;
    return emission.logProbs.arraySync();
  });
}
