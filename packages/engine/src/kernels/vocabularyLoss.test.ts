import { closeTo, differentiate, tensorTest } from '@reprise/testing';
import { describe, expect, it } from 'vitest';
import {
  mul,
  reshape,
  scalar,
  tensor1d,
  tensor2d,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
} from '../ops.ts';
import { param } from '../params.ts';
import { Rng } from '../rng.ts';
import { startEngine } from '../tf.ts';
import { vocabularyLossOracle } from './vocabularyLoss.fixture.ts';
import { vocabularyLoss, type VocabularyLossOptions } from './vocabularyLoss.ts';

const { kernels } = await startEngine();

interface Case extends VocabularyLossOptions {
  readonly rows: number;
  readonly size: number;
  readonly vocab: number;
  readonly bias: boolean;
  /** which rows have the label `ignore` */
  readonly ignored?: (row: number) => boolean;
  /** of the hidden rows, by default 1 */
  readonly scale?: number;
  /** what arrives at the loss, by default 1 */
  readonly upstream?: number;
}

interface Inputs {
  readonly layer: {
    readonly hidden: Tensor2D;
    readonly weight: Tensor2D;
    readonly bias: Tensor1D | undefined;
  };
  readonly labels: readonly number[];
}

function makeInputs({ rows, size, vocab, bias, scale = 1, ignored, ignore = 0 }: Case): Inputs {
  const rng = Rng.fromSeed(2016).fold(rows, size, vocab);
  const layer = {
    hidden: param(rng.fold('hidden').normal([rows, size], 0, scale) as Tensor2D),
    weight: param(rng.fold('weight').normal([vocab, size]) as Tensor2D),
    bias: bias ? param(rng.fold('bias').normal([vocab]) as Tensor1D) : undefined,
  };
  const words = [...rng.fold('labels').words(rows)];
  return { layer, labels: words.map((word, row) => (ignored?.(row) ? ignore : word % vocab)) };
}

function apply({ layer, labels }: Inputs, options: VocabularyLossOptions): Tensor {
  return vocabularyLoss(layer.hidden, layer.weight, layer.bias, tensor1d([...labels], 'int32'), options);
}

function dispose({ layer }: Inputs): void {
  Object.values(layer).forEach((tensor) => tensor?.dispose());
}

function expectOracle(given: Case): void {
  const inputs = makeInputs(given);
  const { hidden, weight, bias } = inputs.layer;
  const wrt = new Map<string, Tensor>(Object.entries({ hidden, weight, ...(bias && { bias }) }));
  const upstream = given.upstream ?? 1;
  const { values, gradients } = differentiate(() => [apply(inputs, given)], [scalar(upstream)], wrt);
  const flat = { hidden: hidden.dataSync(), weight: weight.dataSync(), bias: bias?.dataSync() };
  const expected = vocabularyLossOracle({ ...flat, labels: inputs.labels }, given);
  closeTo(values[0]!, expected.loss, 'loss');
  for (const [name, gradient] of gradients) {
    // A mean's gradients are small; those of the sum are held to the tolerance.
    const ofSum = mul(reshape(gradient, [-1]), given.rows / upstream);
    const oracle = expected.gradients[name as 'hidden' | 'weight' | 'bias'];
    closeTo(
      ofSum,
      [...oracle].map((value) => value * given.rows),
      `gradient of ${name}`,
    );
  }
  dispose(inputs);
}

describe('vocabularyLoss', () => {
  const sizes = [
    [1, 1, 2],
    [1, 70, 600],
    [2, 3, 5],
    [7, 16, 33],
    [16, 17, 120],
    [33, 5, 121],
    [48, 64, 257],
    [70, 41, 600],
  ] as const;
  for (const [rows, size, vocab] of sizes) {
    for (const bias of [true, false]) {
      for (const labelSmoothing of [0, 0.1]) {
        const given = { rows, size, vocab, bias, labelSmoothing };
        const title = `${bias ? 'with' : 'without'} bias, label smoothing ${labelSmoothing}`;
        tensorTest(`is its definition at ${rows} rows × ${size} × ${vocab} ${title}`, () => {
          expectOracle(given);
          expectOracle({ ...given, ignore: -1, ignored: (row) => row % 3 === 1 || row === rows - 1 });
        });
      }
    }
  }

  tensorTest('passes on what arrives at the loss', () => {
    expectOracle({ rows: 5, size: 4, vocab: 150, bias: true, upstream: -2.5 });
    expectOracle({ rows: 5, size: 4, vocab: 150, bias: false, upstream: 0.5 });
  });

  for (const labelSmoothing of [0, 0.1]) {
    tensorTest(`stays exact for logits of 10,000, label smoothing ${labelSmoothing}`, () => {
      const inputs = makeInputs({ rows: 9, size: 6, vocab: 140, bias: false, scale: 4000 });
      const sizes = { size: 6, vocab: 140, labelSmoothing };
      const { hidden, weight } = inputs.layer;
      const expected = vocabularyLossOracle(
        { hidden: hidden.dataSync(), weight: weight.dataSync(), bias: undefined, labels: inputs.labels },
        sizes,
      );
      const wrt = new Map<string, Tensor>([['hidden', hidden]]);
      const { values, gradients } = differentiate(
        () => [apply(inputs, { labelSmoothing })],
        [scalar(1)],
        wrt,
      );
      closeTo(values[0]!, expected.loss, 'loss');
      expect(values[0]!.dataSync()[0]).toBeGreaterThan(5000);
      closeTo(reshape(gradients.get('hidden')!, [-1]), [...expected.gradients.hidden], 'gradient of hidden');
      dispose(inputs);
    });
  }

  tensorTest('is 0, and so are its gradients, where every row is ignored', () => {
    const given = { rows: 4, size: 3, vocab: 6, bias: true, ignore: 2, ignored: () => true };
    const inputs = makeInputs(given);
    const wrt = new Map<string, Tensor>(Object.entries(inputs.layer) as [string, Tensor][]);
    const { values, gradients } = differentiate(() => [apply(inputs, given)], [scalar(1)], wrt);
    expect([...values[0]!.dataSync()]).toEqual([0]);
    for (const [name, gradient] of gradients) {
      expect(
        [...gradient.dataSync()].every((value) => value === 0),
        name,
      ).toBe(true);
    }
    dispose(inputs);
  });

  tensorTest('gives the same bits every time', () => {
    const given = { rows: 50, size: 33, vocab: 500, bias: true, labelSmoothing: 0.1 };
    const inputs = makeInputs(given);
    const wrt = new Map<string, Tensor>(Object.entries(inputs.layer) as [string, Tensor][]);
    const bits = (): string => {
      const { values, gradients } = differentiate(() => [apply(inputs, given)], [scalar(1)], wrt);
      const all = [values[0]!, ...gradients.values()].map((tensor) => tensor.dataSync() as Float32Array);
      return all
        .map((part) => Buffer.from(part.buffer, part.byteOffset, part.byteLength).toString('base64'))
        .join();
    };
    const first = bits();
    for (let run = 0; run < 5; run++) expect(bits()).toBe(first);
    dispose(inputs);
  });

  describe.skipIf(!kernels)('as one operation', () => {
    tensorTest('is its definition where the logits come in several blocks', () => {
      expectOracle({
        rows: 70,
        size: 2,
        vocab: 70_000,
        bias: true,
        labelSmoothing: 0.1,
        ignore: 3,
        ignored: (row) => row < 9,
      });
    });

    tensorTest('lets infinities and NaN through to the rows that they belong to', () => {
      const weight = tensor2d([[1], [2], [3]]);
      const labels = tensor1d([0, 1], 'int32');
      const lossOf = (values: number[], ignore?: number): number =>
        vocabularyLoss(tensor2d(values, [2, 1]), weight, undefined, labels, { ignore }).dataSync()[0]!;
      expect(lossOf([1, NaN])).toBeNaN();
      expect(lossOf([1, Infinity])).toBeNaN();
      expect(lossOf([1, NaN], 1)).toBeCloseTo(Math.log(1 + Math.E + Math.E ** 2), 5);
    });

    tensorTest('counts entries of -∞ as ruled out, however many stand together', () => {
      const inputs = makeInputs({ rows: 3, size: 4, vocab: 10, bias: false });
      const free = vocabularyLossOracle(
        {
          hidden: inputs.layer.hidden.dataSync(),
          weight: inputs.layer.weight.dataSync(),
          bias: undefined,
          labels: inputs.labels,
        },
        { size: 4, vocab: 10 },
      );
      const padded = [...inputs.layer.weight.dataSync(), ...new Array<number>(4 * 990).fill(0)];
      const bias = Array.from({ length: 1000 }, (_, entry) => (entry < 10 ? 0 : -Infinity));
      const labels = tensor1d([...inputs.labels], 'int32');
      const hidden = inputs.layer.hidden;
      const run = (): Tensor[] => [
        vocabularyLoss(hidden, tensor2d(padded, [1000, 4]), tensor1d(bias), labels),
      ];
      const { values, gradients } = differentiate(run, [scalar(1)], new Map([['hidden', hidden]]));
      closeTo(values[0]!, free.loss, 'loss');
      closeTo(reshape(gradients.get('hidden')!, [-1]), [...free.gradients.hidden], 'gradient of hidden');
      dispose(inputs);
    });

    it('says what does not fit', () => {
      const inputs = makeInputs({ rows: 3, size: 4, vocab: 10, bias: true });
      const { hidden, weight, bias } = inputs.layer;
      const lossOf = (labels: number[], options = {}, given = weight): unknown =>
        vocabularyLoss(hidden, given, bias, tensor1d(labels, 'int32'), options);
      expect(() => lossOf([0, 10, 1])).toThrow(/RepriseVocabularyLoss: expected labels from 0 to 9, got 10/);
      expect(() => lossOf([0, -1, 1], { ignore: -100 })).toThrow(/expected labels from 0 to 9, got -1/);
      expect(() => lossOf([0, 1])).toThrow(/expected labels of shape \[3\], got \[2\]/);
      expect(() => lossOf([0, 1, 2], {}, hidden)).toThrow(/expected bias of shape \[3\], got \[10\]/);
      dispose(inputs);
    });
  });
});
