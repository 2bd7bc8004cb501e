import { param, Rng, tensor1d, type Tensor1D, type Tensor2D, type Tensor } from '@reprise/engine';
import {
  closeTo,
  differentiate,
  gradientCheck,
  loadGolden,
  tensorTest,
  toTensor,
  type Nested,
} from '@reprise/testing';
import { describe, expect } from 'vitest';
import { crossEntropy, vocabularyCrossEntropy } from './losses.ts';

interface Golden {
  readonly logits: Nested[];
  readonly labels: number[];
  readonly labelSmoothing: number;
  readonly ignore: number | null;
  readonly loss: number;
  readonly gradient: Nested;
}

const goldens = (loadGolden('layers') as { crossEntropy: Golden[] }).crossEntropy;

describe('crossEntropy', () => {
  for (const { logits, labels, labelSmoothing, ignore, loss, gradient } of goldens) {
    tensorTest(`is PyTorch's with label smoothing ${labelSmoothing}, ignoring ${ignore ?? 'nothing'}`, () => {
      const options = { labelSmoothing, ...(ignore === null ? {} : { ignore }) };
      const leaf = param(toTensor(logits) as Tensor2D);
      const run = (): Tensor[] => [crossEntropy(leaf, tensor1d(labels, 'int32'), options)];
      const { values, gradients } = differentiate(run, [toTensor(1)], new Map([['logits', leaf]]));
      closeTo(values[0]!, loss, 'loss');
      closeTo(gradients.get('logits')!, gradient, 'gradient of logits');
      leaf.dispose();
    });
  }

  tensorTest('stays finite for logits of any size', () => {
    const logits = param(
      toTensor([
        [1e4, -1e4, 0],
        [-1e4, 1e4, 0],
      ]) as Tensor2D,
    );
    const labels = (): Tensor1D => tensor1d([0, 0], 'int32');
    const { values, gradients } = differentiate(
      () => [crossEntropy(logits, labels())],
      [toTensor(1)],
      new Map([['logits', logits]]),
    );
    closeTo(values[0]!, 1e4, 'loss');
    closeTo(
      gradients.get('logits')!,
      [
        [0, 0, 0],
        [-0.5, 0.5, 0],
      ],
      'gradient of logits',
    );
    logits.dispose();
  });

  tensorTest('has the gradient of its own differences', () => {
    const logits = param(Rng.fromSeed(1).normal([6, 5]) as Tensor2D);
    const run = (): Tensor[] => [
      crossEntropy(logits, tensor1d([0, 1, 2, 3, 4, 0], 'int32'), { labelSmoothing: 0.2, ignore: 0 }),
    ];
    gradientCheck(run, new Map([['logits', logits]]));
    logits.dispose();
  });
});

interface VocabularyGolden {
  readonly params: Readonly<Record<string, Nested>>;
  readonly labels: number[];
  readonly labelSmoothing: number;
  readonly ignore: number | null;
  readonly loss: number;
  readonly gradients: Readonly<Record<string, Nested>>;
}

describe('vocabularyCrossEntropy', () => {
  const { cases } = loadGolden('vocabularyLoss') as { cases: VocabularyGolden[] };
  for (const { params, labels, labelSmoothing, ignore, loss, gradients } of cases) {
    const title = `${'bias' in params ? 'with' : 'without'} bias, label smoothing ${labelSmoothing}`;
    tensorTest(`is PyTorch's ${title}, ignoring ${ignore ?? 'nothing'}`, () => {
      const leaves = new Map(Object.entries(params).map(([name, values]) => [name, param(toTensor(values))]));
      const hidden = leaves.get('hidden') as unknown as Tensor2D;
      const layer = Object.fromEntries(leaves) as unknown as { weight: Tensor2D; bias?: Tensor1D };
      const options = { labelSmoothing, ...(ignore === null ? {} : { ignore }) };
      const run = (): Tensor[] => [vocabularyCrossEntropy(hidden, layer, tensor1d(labels, 'int32'), options)];
      const ours = differentiate(run, [toTensor(1)], leaves);
      closeTo(ours.values[0]!, loss, 'loss');
      for (const [name, leaf] of leaves) {
        closeTo(ours.gradients.get(name)!, gradients[name]!, `gradient of ${name}`);
        leaf.dispose();
      }
    });
  }

  tensorTest('is 0 where every row is ignored', () => {
    const layer = { weight: Rng.fromSeed(2).normal([4, 3]) as Tensor2D };
    const hidden = Rng.fromSeed(3).normal([2, 3]) as Tensor2D;
    closeTo(vocabularyCrossEntropy(hidden, layer, tensor1d([1, 1], 'int32'), { ignore: 1 }), 0, 'loss');
  });

  tensorTest('says which tensor does not fit', () => {
    const layer = { weight: Rng.fromSeed(2).normal([4, 3]) as Tensor2D, bias: tensor1d([1, 2, 3]) };
    const hidden = Rng.fromSeed(3).normal([2, 3]) as Tensor2D;
    expect(() => vocabularyCrossEntropy(hidden, layer, tensor1d([1, 1], 'int32'))).toThrow(
      'vocabularyCrossEntropy: expected bias of shape [vocabSize=4], got [3].',
    );
  });
});
