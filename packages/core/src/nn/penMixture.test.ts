import {
  mul,
  ones,
  param,
  Rng,
  ShapeError,
  sub,
  tensor1d,
  tensor2d,
  zeros,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Variable,
} from '@reprise/engine';
import {
  closeTo,
  differentiate,
  gradientCheck,
  loadGolden,
  tensorTest,
  toTensor,
  type Nested,
} from '@reprise/testing';
import { expect } from 'vitest';
import { penLayout, penMixtureLoss, penNegativeLogLikelihood, penOutputSize } from './penMixture.ts';

interface Golden {
  readonly outputs: Nested[];
  readonly targets: Nested[];
  readonly mask: number[];
  readonly nats: number[];
  readonly loss: number;
  readonly gradient: Nested[];
}
type Kind = 'ordinary' | 'extreme';

const goldens = loadGolden('penMixture') as Record<string, Record<Kind, Golden>>;

/** The loss, and its gradient. */
function learn(outputs: Variable, targets: Tensor2D, mask?: Tensor1D): { loss: Tensor; gradient: Tensor } {
  const run = (): Tensor[] => [penMixtureLoss(outputs as Tensor as Tensor2D, targets, mask)];
  const { values, gradients } = differentiate(run, [tensor1d([1])], new Map([['outputs', outputs]]));
  return { loss: values[0]!, gradient: gradients.get('outputs')! };
}

function rowsOf(matrix: Tensor): number[][] {
  return matrix.arraySync() as number[][];
}

for (const name of ['stroke3', 'stroke5', 'single'])
  for (const kind of ['ordinary', 'extreme'] as const)
    tensorTest(`has PyTorch's values and gradients: ${name}, ${kind} outputs`, () => {
      const golden = goldens[name]![kind];
      const outputs = param(toTensor(golden.outputs));
      const targets = toTensor(golden.targets) as Tensor2D;
      const mask = toTensor(golden.mask) as Tensor1D;
      const nats = penNegativeLogLikelihood(outputs as Tensor as Tensor2D, targets, mask);
      const { loss, gradient } = learn(outputs, targets, mask);
      closeTo(loss, golden.loss, 'loss');
      // A tensor's tolerance is that of its greatest number: each row by itself says more.
      for (const [row, expected] of golden.nats.entries())
        closeTo(tensor1d([nats.dataSync()[row]!]), [expected], `nats of row ${row}`);
      for (const [row, expected] of golden.gradient.entries())
        closeTo(tensor1d(rowsOf(gradient)[row]!), expected, `gradient of row ${row}`);
      outputs.dispose();
    });

const OFFSETS = [
  [0, 0],
  [0.5, -1],
  [0.3, 0.2],
  [-1, 0.1],
];
const PENS = {
  1: [[1], [0], [0], [1]],
  3: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
    [1, 0, 0],
  ],
};

for (const pen of [1, 3] as const)
  tensorTest(`has the gradients that differences give, with ${pen} outputs for the pen`, () => {
    const outputs = param(Rng.fromSeed(3).normal([4, penOutputSize({ components: 3, pen })], 0, 0.7));
    const targets = tensor2d(OFFSETS.map((offset, row) => [...offset, ...PENS[pen][row]!]));
    gradientCheck(
      () => [penNegativeLogLikelihood(outputs as Tensor as Tensor2D, targets)],
      new Map([['outputs', outputs]]),
    );
    outputs.dispose();
  });

tensorTest('stays finite far out, on the mean, and where all components are one', () => {
  const rows = [-1000, -50, 0, 50, 1000].map((value) => new Array<number>(25).fill(value));
  for (const offset of [0, 1e-6, 50, 1e4]) {
    const outputs = param(tensor2d(rows));
    const targets = tensor2d(rows.map(() => [offset, offset, 1]));
    const { loss, gradient } = learn(outputs, targets);
    expect(Number.isFinite(loss.dataSync()[0])).toBe(true);
    expect(gradient.dataSync().every(Number.isFinite)).toBe(true);
    outputs.dispose();
  }
});

tensorTest('moves nothing in masked rows, and takes the mean over the others', () => {
  const outputs = param(Rng.fromSeed(5).normal([3, 13]));
  const targets = tensor2d([
    [0.1, 0.2, 0],
    [9, 9, 1],
    [-0.4, 0, 1],
  ]);
  const [first, second, third] = penNegativeLogLikelihood(outputs as Tensor as Tensor2D, targets).dataSync();
  const { loss, gradient } = learn(outputs, targets, tensor1d([1, 0, 1]));
  closeTo(loss, (first! + third!) / 2, 'loss of the real rows');
  expect(rowsOf(gradient)[1]!.every((slope) => slope === 0)).toBe(true);
  expect(rowsOf(gradient)[2]!.every((slope) => slope !== 0)).toBe(true);
  closeTo(learn(outputs, targets).loss, (first! + second! + third!) / 3, 'loss of all rows');
  outputs.dispose();
});

tensorTest('leaves the offset out where a drawing ends', () => {
  const outputs = param(Rng.fromSeed(8).normal([1, 15]));
  const end = (dx: number): Tensor2D => tensor2d([[dx, 0, 0, 0, 1]]);
  const { loss, gradient } = learn(outputs, end(100));
  closeTo(loss, learn(outputs, end(0)).loss, 'loss');
  expect(rowsOf(gradient)[0]!.map((slope) => slope !== 0)).toEqual(
    Array.from({ length: 15 }, (_, at) => at < 3),
  );
  outputs.dispose();
});

tensorTest('learns a ridge that no distribution without correlation has', () => {
  const xs = Rng.fromSeed(6).normalValues(200);
  const targets = tensor2d(Array.from(xs, (x, row) => [x, 0.5 * x + 0.3 * Math.sin(7 * row), row % 2]));
  const outputs = param(Rng.fromSeed(7).normal([1, 13], 0, 0.1));
  const every = ones([200, 1]);
  let nats = 0;
  for (let step = 0; step < 150; step++) {
    const run = (): Tensor[] => [penMixtureLoss(mul(every, outputs), targets)];
    const { values, gradients } = differentiate(run, [tensor1d([1])], new Map([['outputs', outputs]]));
    nats = values[0]!.dataSync()[0]!;
    outputs.assign(sub(outputs, mul(gradients.get('outputs')!, 0.1)));
  }
  const variance = (column: number): number =>
    rowsOf(targets).reduce((sum, row) => sum + row[column]! ** 2, 0) / 200;
  const uncorrelated = 1 + Math.log(2 * Math.PI) + 0.5 * Math.log(variance(0) * variance(1)) + Math.log(2);
  expect(nats).toBeLessThan(uncorrelated - 0.7);
  outputs.dispose();
});

tensorTest('says what does not fit', () => {
  expect(penLayout(121)).toEqual({ components: 20, pen: 1 });
  expect(penLayout(123)).toEqual({ components: 20, pen: 3 });
  for (const width of [1, 3, 6, 12, 14]) expect(() => penLayout(width)).toThrow(ShapeError);
  expect(() => penNegativeLogLikelihood(zeros([2, 7]), zeros([2, 5]))).toThrow(
    'penNegativeLogLikelihood: expected targets of shape [rows=2, 3], got [2, 5].',
  );
  expect(() => penMixtureLoss(zeros([2, 7]), zeros([2, 3]), zeros([3]))).toThrow(
    'penNegativeLogLikelihood: expected mask of shape [rows=2], got [3].',
  );
});
