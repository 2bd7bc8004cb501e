import {
  closeTo,
  differentiate,
  gradientCheck,
  leakCheck,
  loadGolden,
  LONG_TOLERANCE,
  tensorTest,
  toTensor,
  type Nested,
} from '@reprise/testing';
import { describe, expect, it } from 'vitest';
import { runNative } from '../native.ts';
import { tensor1d, tensor3d, zeros, type Tensor1D, type Tensor3D } from '../ops.ts';
import { param } from '../params.ts';
import { Rng } from '../rng.ts';
import { scope } from '../scope.ts';
import { startEngine } from '../tf.ts';
import { ctcLoss, type CtcOptions } from './ctcLoss.ts';

interface Golden {
  readonly logits: Nested[];
  readonly labels: number[][];
  readonly inputLengths: number[];
  readonly blank: number;
  readonly losses: Nested;
  readonly weights: Nested;
  readonly gradient: Nested;
}

const { kernels } = await startEngine();
const goldens = loadGolden('ctc') as Record<string, Golden>;

/** Losses, and the gradient of their sum. */
function lossAndGradient(
  logits: Tensor3D,
  labels: readonly ArrayLike<number>[],
  options?: CtcOptions,
): { losses: Tensor1D; gradient: Tensor3D } {
  const ones = toTensor(labels.map(() => 1));
  const run = (): Tensor1D[] => [ctcLoss(logits, labels, options)];
  const { values, gradients } = differentiate(run, [ones], new Map([['logits', logits]]));
  return { losses: values[0] as Tensor1D, gradient: gradients.get('logits') as Tensor3D };
}

/** Minus the logarithm of the probability of all paths that spell the labels, path by path. */
function lossByDefinition(logits: number[][], labels: readonly number[]): number {
  const probs = logits.map((row) => {
    const sum = row.reduce((total, x) => total + Math.exp(x), 0);
    return row.map((x) => Math.exp(x) / sum);
  });
  const paths = probs.reduce<number[][]>(
    (begun, row) => begun.flatMap((path) => row.map((_, k) => [...path, k])),
    [[]],
  );
  const spelled = (path: number[]): number[] => path.filter((k, t) => k !== 0 && k !== path[t - 1]);
  const probability = (path: number[]): number => path.reduce((product, k, t) => product * probs[t]![k]!, 1);
  const right = paths.filter((path) => String(spelled(path)) === String(labels));
  return -Math.log(right.reduce((sum, path) => sum + probability(path), 0));
}

describe('ctcLoss', () => {
  for (const [name, golden] of Object.entries(goldens)) {
    if (name === 'made by') continue;
    tensorTest(`is PyTorch’s, gradient included: ${name}`, () => {
      const { labels, blank, inputLengths } = golden;
      const logits = toTensor(golden.logits) as Tensor3D;
      const { values, gradients } = differentiate(
        () => [ctcLoss(logits, labels, { blank, inputLengths })],
        [toTensor(golden.weights)],
        new Map([['logits', logits]]),
      );
      const options = logits.shape[1] > 32 ? { tolerance: LONG_TOLERANCE } : {};
      closeTo(values[0]!, golden.losses, 'losses', options);
      closeTo(gradients.get('logits')!, golden.gradient, 'gradient', options);
    });
  }

  tensorTest('is its definition, all alignments counted', () => {
    const labels = [[], [1], [2, 1], [1, 1], [1, 2, 1, 2], [2, 2, 1], [1, 1, 1]];
    const logits = Rng.fromSeed(3).normal([labels.length, 5, 3], 0, 2) as Tensor3D;
    const rows = logits.arraySync();
    closeTo(
      ctcLoss(logits, labels),
      labels.map((own, row) => lossByDefinition(rows[row]!, own)),
      'losses',
    );
  });

  tensorTest('has the gradient of its differences', () => {
    const logits = param(Rng.fromSeed(4).normal([4, 6, 5]) as Tensor3D);
    const options = { inputLengths: [6, 5, 3, 4] };
    const labels = [[1, 1, 2], [4], [], [3, 2, 3]];
    gradientCheck(() => [ctcLoss(logits, labels, options)], new Map([['logits', logits]]));
    logits.dispose();
  });

  tensorTest('without an alignment is Infinity, and leaves the gradient of the other rows as it is', () => {
    const inputLengths = [2, 3, 0, 3];
    const labels = [[1, 2, 1], [2, 2, 1], [1], [1, 2]];
    const logits = Rng.fromSeed(5).normal([4, 3, 4]) as Tensor3D;
    const { losses, gradient } = lossAndGradient(logits, labels, { inputLengths });
    expect([...losses.dataSync()].map(Number.isFinite)).toEqual([false, false, false, true]);
    expect([...losses.dataSync().slice(0, 3)]).toEqual([Infinity, Infinity, Infinity]);
    expect([...gradient.dataSync().slice(0, 36)]).toEqual(Array.from({ length: 36 }, () => 0));
    const alone = lossAndGradient(tensor3d([logits.arraySync()[3]!]), [labels[3]!]);
    expect([...gradient.dataSync().slice(36)]).toEqual([...alone.gradient.dataSync()]);
  });

  tensorTest('of no labels in no frames is 0', () => {
    const some = lossAndGradient(zeros([2, 3, 4]), [[], [1]], { inputLengths: [0, 2] });
    closeTo(some.losses, [0, Math.log(16 / 3)], 'losses');
    // Three paths of two frames: in two of them a frame has the label, in one the blank.
    const real = [1 / 4 - 1 / 3, 1 / 4 - 2 / 3, 1 / 4, 1 / 4];
    const padding = [0, 0, 0, 0];
    closeTo(
      some.gradient,
      [
        [padding, padding, padding],
        [real, real, padding],
      ],
      'gradient',
    );
    const none = lossAndGradient(zeros([2, 0, 4]), [[], [1]]);
    expect([...none.losses.dataSync()].map((x) => x + 0)).toEqual([0, Infinity]);
    expect(none.gradient.shape).toEqual([2, 0, 4]);
  });

  tensorTest('stays finite for logits of any size', () => {
    const logits = tensor3d([
      [
        [1e4, -1e4, 0],
        [-1e4, 1e4, 0],
        [1e4, 1e4, -1e4],
      ],
    ]);
    const { losses, gradient } = lossAndGradient(logits, [[2]]);
    // All but e^-10000 of the probability lies with the label in the second frame.
    closeTo(losses, [1e4 + Math.log(2)], 'losses');
    closeTo(
      gradient,
      [
        [
          [0, 0, 0],
          [0, 1, -1],
          [-0.5, 0.5, 0],
        ],
      ],
      'gradient',
    );
  });

  tensorTest('passes NaN on to its own row only, and takes minus infinity for what cannot be', () => {
    const nan = Array.from({ length: 2 }, () => [0, NaN, 0]);
    const masked = Array.from({ length: 2 }, () => [0, 0, -Infinity]);
    const { losses, gradient } = lossAndGradient(tensor3d([nan, masked, masked]), [[1], [1], [2]]);
    const [hidden, possible, impossible] = losses.dataSync();
    expect(hidden).toBeNaN();
    expect(possible).toBeCloseTo(Math.log(4 / 3), 6);
    expect(impossible).toBe(Infinity);
    const [first, second, third] = gradient.arraySync();
    expect(first!.flat().every(Number.isNaN)).toBe(true);
    expect(second!.map((row) => row[2])).toEqual([0, 0]);
    expect(third!.flat().every((x) => x === 0)).toBe(true);
  });

  it('names the row whose labels or frames do not fit', () => {
    const logits = zeros([3, 4, 5]) as Tensor3D;
    const labels = [[1, 2], [3], [4]];
    const given = (row: number, own: number[]): number[][] =>
      labels.map((old, at) => (at === row ? own : old));
    const cases: readonly [labels: number[][], options: CtcOptions, message: RegExp][] = [
      [given(1, [3, 5]), {}, /labels of row 1 to be classes below 5 other than the blank, 0, got 5 at 1/],
      [given(2, [0]), {}, /labels of row 2 to be classes below 5 other than the blank, 0, got 0 at 0/],
      [given(0, [1, 2]), { blank: 2 }, /labels of row 0 .* the blank, 2, got 2 at 1/],
      [given(0, [-1]), {}, /row 0 .* got -1 at 0/],
      [given(0, [1.5]), {}, /row 0 .* got 1.5 at 0/],
      [labels.slice(1), {}, /expected labels of 3 sequences, got 2/],
      [labels, { blank: 5 }, /expected blank to be a class below 5, got 5/],
      [labels, { inputLengths: [4, 4] }, /expected 3 inputLengths, got 2/],
      [labels, { inputLengths: [4, 5, 4] }, /expected inputLengths from 0 to 4, got 5 in row 1/],
    ];
    for (const [own, options, message] of cases) {
      expect(() => ctcLoss(logits, own, options)).toThrow(message);
      expect(() => ctcLoss(logits, own, options)).toThrow(RangeError);
    }
    expect(() => ctcLoss(zeros([3, 4]) as unknown as Tensor3D, labels)).toThrow(
      /ctcLoss: expected logits of shape \[batch, time, classes\], got \[3, 4\]/,
    );
    logits.dispose();
  });

  it.skipIf(!kernels)(
    'as a bare operation says what does not fit (without fused kernels there is none)',
    () => {
      leakCheck(() => {
        scope(() => {
          const logits = zeros([2, 3, 4]);
          const run = (labels: number[], labelLengths: number[], inputLengths: number[], blank = 0) => {
            const operands = [labels, labelLengths, inputLengths].map((list) => tensor1d(list, 'int32'));
            const attributes = { blank: { int: blank }, learning: { bool: true } };
            return () => runNative('RepriseCtcLoss', attributes, [logits, ...operands], 2);
          };
          expect(run([1, 2, 4], [2, 1], [])).toThrow(/RepriseCtcLoss: expected labels below 4 .*, got 4/);
          expect(run([1, 2, 0], [2, 1], [])).toThrow(/expected labels .* other than the blank, got 0/);
          expect(run([1, 2], [2, 1], [])).toThrow(/expected labels of shape \[3\], got \[2\]/);
          expect(run([1, 2], [3, -1], [])).toThrow(/expected label_lengths from 0 on, got -1/);
          expect(run([1, 2], [2], [])).toThrow(/expected label_lengths of shape \[2\], got \[1\]/);
          expect(run([1, 2], [1, 1], [3, 4])).toThrow(/expected input_lengths from 0 to 3, got 4/);
          expect(run([1, 2], [1, 1], [3, 3], 4)).toThrow(/expected a blank below 4, the classes, got 4/);
        });
      });
    },
  );
});
