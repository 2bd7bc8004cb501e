import { Rng } from '@reprise/engine';
import { tensorTest } from '@reprise/testing';
import { describe, expect } from 'vitest';
import { InputError } from '../errors.ts';
import { greedy, sample } from './decoding.ts';
import { forbidTokens, forceBeginnings } from './scorers.ts';
import { selectRows } from './tokenModel.ts';
import { afterStep, greedyByHand, withModel } from './searchOracle.fixture.ts';
import { BOS, EOS } from './tableModel.fixture.ts';

const LIMITS = { bos: BOS, eos: EOS, maxLength: 12 };

describe('greedy', () => {
  tensorTest('takes the most probable token at every step, each source to its own end', async () => {
    await withModel({ sources: 12, seed: 12 }, async (model) => {
      const found = await greedy(model, LIMITS);
      const expected = model.rowCounts.slice();
      found.forEach(({ ids, logProb, score, finished }, source) => {
        const byHand = greedyByHand(model, source, 12);
        expect({ ids, finished }).toEqual({ ids: byHand.ids, finished: byHand.finished });
        expect(logProb).toBeCloseTo(byHand.logProb, 5);
        expect(score).toBe(logProb);
      });
      const lengths = found.map(({ ids }) => ids.length);
      expect(new Set(lengths).size).toBeGreaterThan(2);
      // Sources that had ended were dropped from the batch.
      expect(expected[0]).toBe(12);
      expect(expected.at(-1)).toBeLessThan(12);
    });
  });

  tensorTest('gives the weights over the source for each token', async () => {
    await withModel({ sources: 5, seed: 12 }, async (model) => {
      (await greedy(model, LIMITS)).forEach(({ ids, alignment }, source) => {
        expect(alignment).toHaveLength(ids.length);
        ids.forEach((_, step) => {
          const expected = model.alignmentAfter(source, ids.slice(0, step));
          expected.forEach((weight, position) =>
            expect(alignment?.[step]?.[position]).toBeCloseTo(weight, 5),
          );
        });
      });
    });
  });

  tensorTest('keeps to the lengths of each source', async () => {
    await withModel({ sources: 4, seed: 12, eosBias: 2 }, async (model) => {
      const short = await greedy(model, { ...LIMITS, maxLength: [0, 1, 2, 12], minLength: 6 });
      expect(short.map(({ ids }) => ids.length).slice(0, 3)).toEqual([0, 1, 2]);
      expect(short.map(({ finished }) => finished).slice(0, 3)).toEqual([false, false, false]);
      expect(short[3]?.ids.length).toBeGreaterThanOrEqual(6);
      expect(short.every(({ ids }) => !ids.includes(EOS))).toBe(true);
    });
  });

  tensorTest('heeds n-gram blocks, forbidden tokens and forced beginnings', async () => {
    await withModel({ sources: 4, seed: 12, eosBias: -9 }, async (model) => {
      const scorers = [forbidTokens([2]), forceBeginnings([[3, 1], [], [4], []])];
      const found = await greedy(model, { ...LIMITS, maxLength: 10, noRepeatNgram: 2, scorers });
      expect(found[0]?.ids.slice(0, 2)).toEqual([3, 1]);
      expect(found[2]?.ids[0]).toBe(4);
      for (const { ids } of found) {
        expect(ids).not.toContain(2);
        const pairs = ids.slice(1).map((id, index) => `${ids[index]} ${id}`);
        expect(new Set(pairs).size).toBe(pairs.length);
      }
    });
  });

  tensorTest('ends where nothing is possible', async () => {
    await withModel({ sources: 2 }, async (model) => {
      const scorers = [{ allow: ({ ids }: { ids: readonly number[] }) => (ids.length < 2 ? undefined : []) }];
      const found = await greedy(model, { ...LIMITS, minLength: 4, scorers });
      expect(found.map(({ ids }) => ids.length)).toEqual([2, 2]);
      expect(found.every(({ logProb }) => Number.isFinite(logProb))).toBe(true);
    });
  });

  tensorTest('frees everything when a step fails, and when it is aborted', async () => {
    await withModel({ sources: 6, seed: 12 }, async (model) => {
      const failing = afterStep(model, 4, () => {
        throw new Error('step 4');
      });
      await expect(greedy(failing, LIMITS)).rejects.toThrow('step 4');
      const controller = new AbortController();
      const aborting = afterStep(model, 3, () => controller.abort(new Error('enough')));
      await expect(greedy(aborting, { ...LIMITS, signal: controller.signal })).rejects.toThrow('enough');
    });
  });

  tensorTest('names what is wrong', async () => {
    await withModel({ sources: 2 }, async (model) => {
      await expect(greedy(model, { ...LIMITS, maxLength: [1, 2, 3] })).rejects.toThrow(InputError);
      await expect(greedy(model, { ...LIMITS, maxLength: -1 })).rejects.toThrow('maxLength');
      const options = { ...LIMITS, temperature: 0, rng: Rng.fromSeed(1) };
      expect(() => sample(model, options)).toThrow('temperature');
    });
  });
});

describe('sample', () => {
  const rng = Rng.fromSeed(7);

  tensorTest('is a function of the key, whatever else is in the batch', async () => {
    await withModel({ sources: 6, seed: 12 }, async (model) => {
      const all = await sample(model, { ...LIMITS, rng });
      expect(await sample(model, { ...LIMITS, rng })).toEqual(all);
      expect(await sample(model, { ...LIMITS, rng: Rng.fromSeed(8) })).not.toEqual(all);
      const firstThree = selectRows(model, [0, 1, 2]);
      const few = await sample(firstThree.value, { ...LIMITS, rng });
      firstThree.free();
      expect(few.map(({ ids }) => ids)).toEqual(all.slice(0, 3).map(({ ids }) => ids));
    });
  });

  tensorTest('gives the log-probability that the model has for what came', async () => {
    await withModel({ sources: 6, seed: 12 }, async (model) => {
      (await sample(model, { ...LIMITS, temperature: 2, rng })).forEach(
        ({ ids, logProb, finished }, source) => {
          const steps = finished ? [...ids, EOS] : ids;
          const expected = steps.reduce(
            (sum, id, step) => sum + (model.logProbsAfter(source, ids.slice(0, step))[id] as number),
            0,
          );
          expect(logProb).toBeCloseTo(expected, 4);
        },
      );
    });
  });

  tensorTest('equals greedy at a temperature near zero, and with topK 1', async () => {
    await withModel({ sources: 6, seed: 12 }, async (model) => {
      const expected = await greedy(model, LIMITS);
      expect(await sample(model, { ...LIMITS, rng, temperature: 1e-5 })).toEqual(expected);
      expect(await sample(model, { ...LIMITS, rng, temperature: 3, topK: 1 })).toEqual(expected);
    });
  });

  const settings = [{}, { topK: 3 }, { topP: 0.7 }, { temperature: 1.7, topK: 4, topP: 0.8 }];
  for (const setting of settings) {
    tensorTest(`draws tokens as often as they are probable: ${JSON.stringify(setting)}`, async () => {
      await withModel({ sources: 1, seed: 12, vocabSize: 8 }, async (model) => {
        const draws = 4000;
        const many = selectRows(model, new Array<number>(draws).fill(0));
        const found = await sample(many.value, { ...LIMITS, ...setting, maxLength: 1, rng });
        many.free();
        const expected = truncate(model.logProbsAfter(0, []), setting);
        const counts = expected.map(() => 0);
        for (const { ids } of found) counts[ids[0] ?? EOS] = (counts[ids[0] ?? EOS] as number) + 1;
        let chiSquare = 0;
        expected.forEach((probability, id) => {
          if (probability === 0) expect(counts[id]).toBe(0);
          else chiSquare += ((counts[id] as number) - draws * probability) ** 2 / (draws * probability);
        });
        // The 99.9th percentile of chi-square with 7 degrees of freedom.
        expect(chiSquare).toBeLessThan(24.3);
      });
    });
  }
});

/** The distribution that temperature, top-k and top-p leave, by sorting. */
function truncate(
  logProbs: readonly number[],
  {
    temperature = 1,
    topK = logProbs.length,
    topP = 1,
  }: { temperature?: number; topK?: number; topP?: number },
): number[] {
  const weights = logProbs.map((logProb, id) => ({ id, weight: Math.exp(logProb / temperature) }));
  const best = weights.sort((a, b) => b.weight - a.weight).slice(0, topK);
  const total = best.reduce((sum, { weight }) => sum + weight, 0);
  const kept: typeof best = [];
  let mass = 0;
  for (const entry of best) {
    if (mass >= topP * total) break;
    kept.push(entry);
    mass += entry.weight;
  }
  const probabilities = logProbs.map(() => 0);
  for (const { id, weight } of kept) probabilities[id] = weight / mass;
  return probabilities;
}
