import { scope, tensor1d, type Retained, type Tensor2D } from '@reprise/engine';
import { closeTo, leakCheck, tensorTest } from '@reprise/testing';
import { describe, expect, it } from 'vitest';
import { BOS, EOS } from '../data/vocabulary.ts';
import { greedy } from './decoding.ts';
import { readSources } from './readSources.ts';
import type { TokenModel } from './tokenModel.ts';
import { makePairBatch, PAIRS, TINY, VARIANTS, withToyModel } from './toyModel.fixture.ts';

const batch = makePairBatch(PAIRS);
const { ids, shape } = batch.targetIn;

/** The ids that each of some rows reads at one step. */
function column(rows: readonly number[], at: number): number[] {
  return rows.map((row) => ids[row * shape[1] + at] as number);
}

/** What the model says after each id of the targets, and what it looks at. */
function emissionsOf(model: TokenModel, rows: readonly number[]): Tensor2D[][] {
  let state = model.initialState();
  return Array.from({ length: shape[1] }, (_, at) => {
    const emission = model.step(tensor1d(column(rows, at), 'int32'), state);
    state = emission.state;
    return emission.alignment ? [emission.logProbs, emission.alignment] : [emission.logProbs];
  });
}

describe('readSources', () => {
  for (const [title, overrides] of Object.entries(VARIANTS)) {
    tensorTest(`gives, step by step, the probabilities whose logarithms the loss sums: ${title}`, () =>
      withToyModel(overrides, (model) => {
        const reader = readSources(model, batch.source);
        const logProbs = emissionsOf(reader.value, [0, 1, 2]).map(([tensor]) =>
          (tensor as Tensor2D).arraySync(),
        );
        const { ids: labels, lengths } = batch.targetOut;
        let [sum, tokens] = [0, 0];
        lengths.forEach((length, row) => {
          for (let at = 0; at < length; at++, tokens++) {
            sum -= logProbs[at]?.[row]?.[labels[row * shape[1] + at] as number] as number;
          }
        });
        closeTo(model.loss(batch), sum / tokens, 'loss');
        reader.free();
      }),
    );

    tensorTest(`says of chosen rows what it says of them among all: ${title}`, () =>
      withToyModel(overrides, (model) => {
        const reader = readSources(model, batch.source);
        const rows = [2, 0, 2];
        const all = emissionsOf(reader.value, [0, 1, 2]);
        emissionsOf(reader.value.select(tensor1d(rows, 'int32')), rows).forEach((tensors, at) => {
          tensors.forEach((tensor, index) => {
            const expected = (all[at]?.[index] as Tensor2D).arraySync();
            const chosen = rows.map((row) => expected[row] as number[]);
            closeTo(tensor, chosen, `${index === 0 ? 'logProbs' : 'alignment'} at step ${at}`);
          });
        });
        reader.free();
      }),
    );
  }

  tensorTest('knows the vocabulary, and aligns where there is attention', () => {
    for (const attention of ['general', 'none'] as const) {
      withToyModel({ attention }, (model) => {
        const reader = readSources(model, batch.source);
        expect(reader.value.vocabSize).toBe(TINY.targetVocabSize);
        const { alignment } = reader.value.step(
          tensor1d([BOS, BOS, BOS], 'int32'),
          reader.value.initialState(),
        );
        expect(alignment?.shape).toEqual(attention === 'none' ? undefined : [3, 4]);
        reader.free();
      });
    }
  });

  tensorTest('gives to search what does not depend on the batch', async () => {
    await withToyModel(
      { attention: 'dot', encoderCell: 'gru', encoderSize: 5, bidirectional: false },
      async (model) => {
        const options = { bos: BOS, eos: EOS, maxLength: [9, 2, 5] };
        const reader = readSources(model, batch.source);
        const together = await greedy(reader.value, options);
        reader.free();
        for (const [row, pair] of PAIRS.entries()) {
          const alone = readSources(model, makePairBatch([pair]).source);
          const [found] = await greedy(alone.value, {
            ...options,
            maxLength: options.maxLength[row] as number,
          });
          alone.free();
          expect(found?.ids).toEqual(together[row]?.ids);
          expect(found?.logProb).toBeCloseTo(together[row]?.logProb as number, 4);
        }
      },
    );
  });

  it('keeps its tensors until they are freed, and leaves none', () => {
    withToyModel({ attention: 'additive', inputFeeding: true }, (model) => {
      leakCheck(() => {
        let reader!: Retained<TokenModel>;
        // No scope frees what has been read.
        scope(() => {
          reader = readSources(model, batch.source);
        });
        const sizes = scope(() => {
          const { value } = reader;
          return value.step(tensor1d([BOS, BOS, BOS], 'int32'), value.initialState()).logProbs.shape.join();
        });
        expect(sizes).toBe(`3,${TINY.targetVocabSize}`);
        reader.free();
      });
    });
  });
});
