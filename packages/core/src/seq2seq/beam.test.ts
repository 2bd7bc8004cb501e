import { memory } from '@reprise/engine';
import { tensorTest } from '@reprise/testing';
import { describe, expect } from 'vitest';
import { InputError } from '../errors.ts';
import { beamSearch, type BeamSearchOptions } from './beam.ts';
import { greedy } from './decoding.ts';
import type { Hypothesis } from './hypothesis.ts';
import { forbidTokens, forceBeginnings } from './scorers.ts';
import {
  afterStep,
  allOutputs,
  beamByHand,
  withModel,
  type Penalties,
  type Scored,
} from './searchOracle.fixture.ts';
import { BOS, EOS } from './tableModel.fixture.ts';
import { selectRows, type TokenModel } from './tokenModel.ts';

const LIMITS = { bos: BOS, eos: EOS };

function expectSame(found: readonly Hypothesis[] | undefined, expected: readonly Scored[]): void {
  expect(found?.map(({ ids }) => ids)).toEqual(expected.map(({ ids }) => ids));
  expected.forEach(({ score }, index) => expect(found?.[index]?.score).toBeCloseTo(score, 4));
}

const PENALTIES: Penalties[] = [
  {},
  { lengthPenalty: 0.6 },
  { lengthPenalty: 1 },
  { coveragePenalty: 0.5 },
  { lengthPenalty: 1.5, coveragePenalty: 1 },
];

describe('beamSearch', () => {
  for (const penalties of PENALTIES) {
    tensorTest(
      `finds the best of all outputs when the beam is wide enough: ${JSON.stringify(penalties)}`,
      async () => {
        await withModel({ sources: 3, seed: 12 }, async (model) => {
          const found = await beamSearch(model, {
            ...LIMITS,
            ...penalties,
            beamSize: 256,
            nBest: 5,
            maxLength: 5,
          });
          found.forEach((best, source) =>
            expectSame(best, allOutputs(model, source, 5, penalties).slice(0, 5)),
          );
        });
      },
    );

    tensorTest(`stops early without changing a result: ${JSON.stringify(penalties)}`, async () => {
      await withModel({ sources: 8, seed: 12, vocabSize: 7 }, async (model) => {
        for (const [beamSize, nBest] of [
          [1, 1],
          [2, 1],
          [3, 3],
          [5, 2],
        ] as const) {
          const found = await beamSearch(model, { ...LIMITS, ...penalties, beamSize, nBest, maxLength: 14 });
          found.forEach((best, source) =>
            expectSame(best, beamByHand(model, source, beamSize, 14, penalties).slice(0, nBest)),
          );
        }
      });
    });
  }

  tensorTest('stops as soon as nothing can improve', async () => {
    await withModel({ sources: 4, seed: 12, eosBias: 2 }, async (model) => {
      const found = await beamSearch(model, { ...LIMITS, beamSize: 3, maxLength: 100 });
      const longest = Math.max(...found.map(([best]) => best?.ids.length ?? 0));
      expect(model.rowCounts.length).toBeLessThan(longest + 6);
    });
  });

  tensorTest('with one hypothesis equals greedy', async () => {
    for (const seed of [2, 4, 12, 29]) {
      await withModel({ sources: 12, seed }, async (model) => {
        const options = { ...LIMITS, maxLength: 12, minLength: 2, noRepeatNgram: 3 };
        const found = await beamSearch(model, { ...options, beamSize: 1 });
        const expected = await greedy(model, options);
        expect(found.map(([best]) => best?.ids)).toEqual(expected.map(({ ids }) => ids));
        found.forEach(([best], source) => {
          expect(best?.logProb).toBeCloseTo(expected[source]?.logProb as number, 5);
          expect(best?.finished).toBe(expected[source]?.finished);
          expect(best?.alignment?.length).toBe(expected[source]?.alignment?.length);
        });
      });
    }
  });

  tensorTest('finds for each source of a batch what it finds for the source alone', async () => {
    await withModel({ sources: 9, seed: 29 }, async (model) => {
      const options = { ...LIMITS, beamSize: 4, nBest: 3, lengthPenalty: 0.8, coveragePenalty: 0.3 };
      const maxLength = Array.from({ length: 9 }, (_, source) => 4 + 2 * source);
      const together = await beamSearch(model, { ...options, maxLength });
      const rowCounts = model.rowCounts.slice();
      expect(rowCounts[0]).toBe(9);
      expect(rowCounts[1]).toBe(36);
      expect(rowCounts.at(-1)).toBeLessThan(36);
      for (let source = 0; source < 9; source++) {
        const alone = selectRows(model, [source]);
        const [best] = await beamSearch(alone.value, { ...options, maxLength: maxLength[source] as number });
        alone.free();
        expectSame(
          best,
          (together[source] as Hypothesis[]).map(({ ids, score }) => ({ ids: [...ids], score })),
        );
      }
    });
  });

  tensorTest('gives each token the weights with which its own hypothesis chose it', async () => {
    await withModel({ sources: 4, seed: 12 }, async (model) => {
      const found = await beamSearch(model, { ...LIMITS, beamSize: 6, nBest: 6, maxLength: 8 });
      found.forEach((hypotheses, source) =>
        hypotheses.forEach(({ ids, alignment }) => {
          if (ids.length > 0) expect(alignment).toHaveLength(ids.length);
          ids.forEach((_, step) =>
            model.alignmentAfter(source, ids.slice(0, step)).forEach((weight, position) => {
              expect(alignment?.[step]?.[position]).toBeCloseTo(weight, 5);
            }),
          );
        }),
      );
    });
  });

  tensorTest('does not ask padding to be covered', async () => {
    await withModel({ sources: 2, seed: 12, sourceSize: 4 }, async (model) => {
      const options = { ...LIMITS, beamSize: 4, maxLength: 8, coveragePenalty: 1, nBest: 4 };
      const found = await beamSearch(model, { ...options, sourceLengths: [4, 2] });
      const [, second] = found;
      for (const { ids, logProb, score } of second ?? []) {
        const coverage = [0, 0];
        for (let step = 0; step <= ids.length; step++) {
          const weights = model.alignmentAfter(1, ids.slice(0, step));
          coverage.forEach((sum, position) => (coverage[position] = sum + (weights[position] as number)));
        }
        const expected = coverage.reduce((sum, weight) => sum + Math.log(Math.min(weight, 1)), 0);
        expect(score - logProb).toBeCloseTo(expected, 4);
      }
    });
  });

  tensorTest('keeps to the shortest and the longest length', async () => {
    await withModel({ sources: 6, seed: 4, eosBias: 3 }, async (model) => {
      const found = await beamSearch(model, {
        ...LIMITS,
        beamSize: 4,
        nBest: 4,
        minLength: 3,
        maxLength: [0, 2, 3, 4, 5, 9],
      });
      expect(found[0]).toEqual([{ ids: [], logProb: 0, score: 0, finished: false, alignment: undefined }]);
      // What the minimum length keeps from ending is returned as it stands.
      for (const source of [1, 2]) {
        expect(found[source]).toHaveLength(4);
        expect(found[source]?.every(({ ids, finished }) => !finished && ids.length === source + 1)).toBe(
          true,
        );
      }
      for (const { ids, finished } of found.slice(3).flat()) {
        expect(finished).toBe(true);
        expect(ids.length).toBeGreaterThanOrEqual(3);
        expect(ids.length).toBeLessThan(9);
      }
    });
  });

  tensorTest('blocks repeats, forbids tokens and forces beginnings', async () => {
    await withModel({ sources: 3, seed: 12, vocabSize: 7, eosBias: -8 }, async (model) => {
      const scorers = [forbidTokens([2, BOS]), forceBeginnings([[], [5, 5], []])];
      const found = await beamSearch(model, {
        ...LIMITS,
        beamSize: 4,
        nBest: 4,
        maxLength: 8,
        noRepeatNgram: 2,
        scorers,
      });
      for (const { ids } of found.flat()) {
        expect(ids.some((id) => id === 2 || id === BOS)).toBe(false);
        const pairs = ids.slice(1).map((id, index) => `${ids[index]} ${id}`);
        expect(new Set(pairs).size).toBe(pairs.length);
      }
      expect(found[1]?.every(({ ids }) => ids[0] === 5 && ids[1] === 5)).toBe(true);
    });
  });

  tensorTest('never takes what is impossible, and has no NaN', async () => {
    await withModel({ sources: 3, seed: 12, impossible: [1, 2, 3] }, async (model) => {
      // Only eos and 4 are possible: fewer than the beam.
      const found = await beamSearch(model, {
        ...LIMITS,
        beamSize: 4,
        nBest: 4,
        maxLength: 4,
        lengthPenalty: 1,
      });
      for (const hypotheses of found) {
        expect(hypotheses.map(({ ids }) => ids.length).sort()).toEqual([0, 1, 2, 3]);
        expect(
          hypotheses.every(({ ids, score }) => ids.every((id) => id === 4) && Number.isFinite(score)),
        ).toBe(true);
      }
      const stuck = await beamSearch(model, {
        ...LIMITS,
        beamSize: 4,
        maxLength: 6,
        minLength: 6,
        noRepeatNgram: 1,
      });
      expect(stuck.map(([best]) => best?.ids)).toEqual([[4], [4], [4]]);
    });
  });

  tensorTest('says so when the model gives NaN', async () => {
    await withModel({ sources: 2, seed: 12, eosBias: NaN }, async (model) => {
      await expect(beamSearch(model, { ...LIMITS, beamSize: 2, maxLength: 4 })).rejects.toThrow('NaN');
      await expect(greedy(model, { ...LIMITS, maxLength: 4 })).rejects.toThrow('NaN');
    });
  });

  tensorTest('frees everything when a step fails, and when it is aborted', async () => {
    await withModel({ sources: 8, seed: 29 }, async (model) => {
      const options = { ...LIMITS, beamSize: 3, maxLength: 12 };
      for (const step of [1, 2, 6]) {
        const failing = afterStep(model, step, () => {
          throw new Error('lost');
        });
        await expect(beamSearch(failing, options)).rejects.toThrow('lost');
      }
      const controller = new AbortController();
      const aborting = afterStep(model, 3, () => controller.abort(new Error('enough')));
      await expect(beamSearch(aborting, { ...options, signal: controller.signal })).rejects.toThrow('enough');
    });
  });

  tensorTest('holds no more tensors at its twentieth step than at its third', async () => {
    await withModel({ sources: 2, seed: 10, eosBias: -20 }, async (model) => {
      const alive: number[] = [];
      const watched = afterStep(model, 0, () => alive.push(memory().tensors));
      await beamSearch(watched, { ...LIMITS, beamSize: 3, maxLength: 20 });
      expect(alive).toHaveLength(20);
      expect(alive[19]).toBe(alive[2]);
    });
  });

  tensorTest('names what is wrong', async () => {
    await withModel({ sources: 2 }, async (model) => {
      const options: BeamSearchOptions = { ...LIMITS, beamSize: 2, maxLength: 4 };
      await expect(beamSearch(model, { ...options, beamSize: 0 })).rejects.toThrow(InputError);
      await expect(beamSearch(model, { ...options, nBest: 1.5 })).rejects.toThrow('nBest');
      await expect(beamSearch(model, { ...options, lengthPenalty: -1 })).rejects.toThrow('lengthPenalty');
      await expect(beamSearch(model, { ...options, sourceLengths: [1] })).rejects.toThrow('2 sources');
      const blind: TokenModel = {
        ...model,
        step: (ids, state) => ({ ...model.step(ids, state), alignment: undefined }),
      };
      await expect(beamSearch(blind, { ...options, coveragePenalty: 1 })).rejects.toThrow('attention');
    });
  });
});
