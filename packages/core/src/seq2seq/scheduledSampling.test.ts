import { namedParams, Rng, scope, tensor1d, valueAndGradients, type Tensor } from '@reprise/engine';
import { closeTo, leakCheck, tensorTest } from '@reprise/testing';
import { describe, expect } from 'vitest';
import { BOS, PAD } from '../data/vocabulary.ts';
import type { PairBatch } from './pairBatch.ts';
import { readSources } from './readSources.ts';
import { sampleInputs } from './scheduledSampling.ts';
import type { LossOptions, Seq2Seq } from './seq2seq.ts';
import { makePairBatch, VARIANTS, withToyModel, type Pair } from './toyModel.fixture.ts';

const rng = Rng.fromSeed(2015);

/** Many sources, for guesses that differ, and one length of targets, so that no input is padding. */
const PAIRS: readonly Pair[] = Array.from({ length: 12 }, (_, index) => {
  const [first, ...words] = rng.fold('pair', index).words(8);
  const idsOf = (from: number, count: number): number[] =>
    words.slice(from, from + count).map((word) => 3 + (word % 4));
  return { source: idsOf(0, 1 + ((first as number) % 3)), target: idsOf(3, 4) };
});
const batch = makePairBatch(PAIRS);
const [ROWS, TIME] = batch.targetIn.shape;

/** What the decoder reads, [time][row]. */
function read(model: Seq2Seq, samplingRate: number, key = rng): number[][] {
  const inputs = sampleInputs(model, model.read(batch.source), batch.targetIn, { rng: key, samplingRate });
  expect(inputs.dtype).toBe('int32');
  const rows = inputs.arraySync();
  return Array.from({ length: TIME }, (_, at) => rows.map((row) => row[at] as number));
}

/** The model's best guess after each of the inputs, in the way of search; [time][row]. */
function guessesAfter(model: Seq2Seq, inputs: readonly (readonly number[])[]): number[][] {
  const reader = readSources(model, batch.source);
  let state = reader.value.initialState();
  const guesses = inputs.map((ids) => {
    const emission = reader.value.step(tensor1d([...ids], 'int32'), state);
    state = emission.state;
    return emission.logProbs.arraySync().map((row) => row.indexOf(Math.max(...row)));
  });
  reader.free();
  return guesses;
}

const columnsOf = ({ ids }: PairBatch['targetIn']): number[][] =>
  Array.from({ length: TIME }, (_, at) =>
    Array.from({ length: ROWS }, (_, row) => ids[row * TIME + at] as number),
  );

describe('scheduled sampling', () => {
  for (const title of [
    'general attention',
    'additive attention with input feeding',
    'a fixed context that is fed',
  ]) {
    tensorTest(`at rate 1 reads bos, then what greedy search would choose: ${title}`, () =>
      withToyModel(VARIANTS[title] as object, (model) => {
        const inputs = read(model, 1);
        const guesses = guessesAfter(model, inputs);
        expect(inputs[0]).toEqual(new Array(ROWS).fill(BOS));
        expect(inputs.slice(1)).toEqual(guesses.slice(0, -1));
        // Else it would say little.
        expect(new Set(guesses.flat()).size).toBeGreaterThan(1);
        expect(inputs).not.toEqual(columnsOf(batch.targetIn));
      }),
    );
  }

  tensorTest('at rate 0 reads the targets', () =>
    withToyModel({}, (model) => {
      expect(read(model, 0)).toEqual(columnsOf(batch.targetIn));
      const options = { rng, samplingRate: 0 };
      expect(model.loss(batch, options).dataSync()).toEqual(model.loss(batch).dataSync());
    }),
  );

  tensorTest('in between reads a guess about as often as its rate says, from the rng alone', () =>
    withToyModel({}, (model) => {
      const counted = { guesses: 0, steps: 0 };
      const targets = columnsOf(batch.targetIn);
      for (let key = 0; key < 6; key++) {
        const inputs = read(model, 0.3, rng.fold(key));
        const guesses = guessesAfter(model, inputs);
        inputs.slice(1).forEach((ids, at) =>
          ids.forEach((id, row) => {
            const [guess, target] = [guesses[at]?.[row], targets[at + 1]?.[row]];
            expect([guess, target]).toContain(id);
            if (guess === target) return;
            counted.steps++;
            if (id === guess) counted.guesses++;
          }),
        );
      }
      const { guesses, steps } = counted;
      expect(steps).toBeGreaterThan(150);
      // Four standard deviations.
      expect(Math.abs(guesses / steps - 0.3)).toBeLessThan(4 * Math.sqrt((0.3 * 0.7) / steps));
      expect(read(model, 0.3)).toEqual(read(model, 0.3));
      expect(read(model, 0.3)).not.toEqual(read(model, 0.3, rng.fold('other')));
    }),
  );

  tensorTest('lets no gradient through a guess: the loss is that of the same ids given', () =>
    withToyModel({}, (model) => {
      const variables = namedParams(model.params);
      const run = (given: PairBatch, options?: LossOptions): { value: Tensor; gradients: Tensor[] } =>
        valueAndGradients(() => model.loss(given, options), [...variables.values()]);
      const sampled = run(batch, { rng, samplingRate: 1 });
      const inputs = read(model, 1);
      const ids = Int32Array.from({ length: ROWS * TIME }, (_, place) => {
        return inputs[place % TIME]?.[Math.floor(place / TIME)] ?? PAD;
      });
      const given = run({ ...batch, targetIn: { ...batch.targetIn, ids } });
      closeTo(sampled.value, given.value, 'loss');
      [...variables.keys()].forEach((name, index) => {
        closeTo(sampled.gradients[index] as Tensor, given.gradients[index] as Tensor, `gradient of ${name}`);
      });
    }),
  );

  tensorTest('leaves nothing but the ids', () =>
    withToyModel({ inputFeeding: true }, (model) => {
      const decoder = model.read(batch.source);
      leakCheck(() =>
        scope(() => sampleInputs(model, decoder, batch.targetIn, { rng, samplingRate: 0.5 })).dispose(),
      );
    }),
  );
});
