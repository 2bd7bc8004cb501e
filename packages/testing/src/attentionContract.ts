import type { attend as Attend, Attention, Memory, remember as Remember } from '@reprise/core';
import {
  concat,
  namedParams,
  param,
  Rng,
  slice,
  tensor2d,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
  type Variable,
} from '@reprise/engine';
import { describe, expect, vi } from 'vitest';
import { closeTo } from './closeTo.ts';
import { differentiate, drawWeights, shakeParams } from './differentiate.ts';
import { gradientCheck } from './gradientCheck.ts';
import { tensorTest } from './leakCheck.ts';
import { fillPadding, paddingOf } from './sequences.ts';

const BATCH = 3;
const TARGET = 2;
const SOURCE = 5;
/** Ragged, with a row that is nothing but padding. */
const LENGTHS: readonly number[] = [3, 0, 5];

export interface AttentionContract {
  readonly makeAttention: (rng: Rng) => Attention;
  /** core's `attend` and `remember` */
  readonly attend: typeof Attend;
  readonly remember: typeof Remember;
}

interface Sample {
  readonly attention: Attention;
  readonly queries: Tensor3D & Variable;
  readonly values: Tensor3D & Variable;
  readonly mask: Tensor2D;
  /** the parameters, queries and values, by name */
  readonly leaves: ReadonlyMap<string, Variable>;
}

function maskOf(lengths: readonly number[]): Tensor2D {
  return tensor2d(lengths.map((length) => Array.from({ length: SOURCE }, (_, at) => (at < length ? 1 : 0))));
}

/** What holds for every attention: its weights, what padding may not do, and its gradients. */
export function attentionContract(
  name: string,
  { makeAttention, attend, remember }: AttentionContract,
): void {
  const rng = Rng.fromSeed(2015);

  function test(title: string, body: (sample: Sample) => void): void {
    tensorTest(title, () => {
      const attention = makeAttention(rng.fold('attention'));
      shakeParams(attention, rng.fold('shake'));
      const queries = param(rng.fold('queries').normal([BATCH, TARGET, attention.querySize]) as Tensor3D);
      const values = param(rng.fold('values').normal([BATCH, SOURCE, attention.memorySize]) as Tensor3D);
      const leaves = new Map<string, Variable>([
        ...namedParams(attention.params),
        ['queries', queries],
        ['values', values],
      ]);
      try {
        body({ attention, queries, values, mask: maskOf(LENGTHS), leaves });
      } finally {
        leaves.forEach((leaf) => leaf.dispose());
      }
    });
  }

  const memoryOf = ({ attention, values, mask }: Sample): Memory => remember(attention, values, mask);
  const runOf = (sample: Sample) => (): Tensor[] => {
    const { contexts, weights } = attend(sample.attention, sample.queries, memoryOf(sample));
    return [contexts, weights];
  };

  describe(`${name} is an attention`, () => {
    test('gives a context and weights for each query', (sample) => {
      const [contexts, weights] = runOf(sample)();
      expect(contexts?.shape).toEqual([BATCH, TARGET, sample.attention.memorySize]);
      expect(weights?.shape).toEqual([BATCH, TARGET, SOURCE]);
    });

    test('the weights of real positions sum to 1, those of padding are zero', (sample) => {
      const { weights } = attend(sample.attention, sample.queries, memoryOf(sample));
      weights.arraySync().forEach((rows, row) => {
        const length = LENGTHS[row] as number;
        for (const own of length > 0 ? rows : []) {
          expect(own.slice(0, length).reduce((total, weight) => total + weight, 0)).toBeCloseTo(1, 5);
          expect(own.every((weight) => weight >= 0)).toBe(true);
          expect(own.slice(length)).toEqual(Array.from({ length: SOURCE - length }, () => 0));
        }
      });
    });

    test('the context is the weighted sum of the values', (sample) => {
      const { contexts, weights } = attend(sample.attention, sample.queries, memoryOf(sample));
      const values = sample.values.arraySync();
      const expected = weights
        .arraySync()
        .map((rows, row) =>
          rows.map((own) =>
            Array.from({ length: sample.attention.memorySize }, (_, column) =>
              own.reduce((total, weight, at) => total + weight * (values[row]?.[at]?.[column] as number), 0),
            ),
          ),
        );
      closeTo(contexts, expected, 'contexts');
    });

    test('what stands in the padding does not matter', (sample) => {
      const garbage = param(fillPadding(sample.values, LENGTHS, 1e3));
      const [contexts, weights] = runOf({ ...sample, values: garbage })() as [Tensor, Tensor];
      const [expectedContexts, expectedWeights] = runOf(sample)() as [Tensor, Tensor];
      for (const row of LENGTHS.keys()) {
        if (LENGTHS[row] === 0) continue;
        closeTo(slice(contexts, row, 1), slice(expectedContexts, row, 1), `contexts of row ${row}`);
        closeTo(slice(weights, row, 1), slice(expectedWeights, row, 1), `weights of row ${row}`);
      }
      garbage.dispose();
    });

    test('one query at a time is all queries at once', (sample) => {
      const memory = memoryOf(sample);
      const all = attend(sample.attention, sample.queries, memory);
      const single = Array.from({ length: TARGET }, (_, at) =>
        attend(sample.attention, slice(sample.queries, [0, at, 0], [-1, 1, -1]), memory),
      );
      closeTo(
        concat(
          single.map(({ contexts }) => contexts),
          1,
        ),
        all.contexts,
        'contexts',
      );
      closeTo(
        concat(
          single.map(({ weights }) => weights),
          1,
        ),
        all.weights,
        'weights',
      );
    });

    test('makes its keys once a memory', (sample) => {
      const keys = vi.spyOn(sample.attention, 'keys');
      const memory = memoryOf(sample);
      attend(sample.attention, sample.queries, memory);
      attend(sample.attention, sample.queries, memory);
      expect(keys).toHaveBeenCalledTimes(1);
    });

    test('padding gets no gradient, everything else gets one, and a row of padding alone makes no NaN', (sample) => {
      const run = runOf(sample);
      const { values, gradients } = differentiate(run, drawWeights(run(), rng), sample.leaves);
      for (const value of values) expect(value.dataSync().every(Number.isFinite)).toBe(true);
      gradients.forEach((gradient, leaf) => {
        const numbers = gradient.dataSync();
        expect(numbers.every(Number.isFinite), `${leaf} has a finite gradient`).toBe(true);
        expect(
          numbers.some((number) => number !== 0),
          `${leaf} has a gradient`,
        ).toBe(true);
      });
      const padded = LENGTHS.map((length) => (length > 0 ? length : SOURCE));
      const padding = paddingOf(gradients.get('values') as Tensor3D, padded);
      expect(new Set(padding.map(Math.abs))).toEqual(new Set([0]));
    });

    test('gradients equal finite differences', (sample) => {
      gradientCheck(runOf({ ...sample, mask: maskOf([3, 1, 5]) }), sample.leaves);
    });
  });
}
