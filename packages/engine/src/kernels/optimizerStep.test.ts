import { closeTo, tensorTest } from '@reprise/testing';
import { afterEach, describe, expect } from 'vitest';
import { runNative } from '../native.ts';
import { clone, square, tensor, zeros, type Tensor } from '../ops.ts';
import { Rng } from '../rng.ts';
import { startEngine } from '../tf.ts';
import { setNativeKernels } from './nativeKernels.ts';
import { adamStep, sgdStep, type ParameterLists } from './optimizerStep.ts';

const { kernels } = await startEngine();
const rng = Rng.fromSeed(2015);

/** Sizes around what a vector, a cache line and a block of the kernel hold, and one that is written past the caches. */
const SHAPE_LISTS: Record<string, number[][]> = {
  'one number': [[]],
  'one empty tensor': [[0, 3]],
  'small and empty ones': [[1], [0], [15], [4, 4], [17], [0], [3, 21], [64], [65]],
  'forty of growing size': Array.from({ length: 40 }, (_, index) => [index + 1]),
  'some that end inside of a block': [[16383], [5, 7], [100_000], [16384], [3, 5461]],
  'enough to go past the caches': [[511, 301], [37], [400, 300], [13]],
};

interface Case {
  readonly lists: ParameterLists;
  readonly slots: readonly (readonly Tensor[])[];
}

function draw(shapes: readonly number[][]): Case {
  const list = (name: string): Tensor[] =>
    shapes.map((shape, index) =>
      shape.includes(0) ? zeros(shape) : rng.fold(name).fold(`${index}`).normal(shape),
    );
  const lists: ParameterLists = {
    values: list('values'),
    gradients: list('gradients'),
    gradientScale: 0.7,
    learningRate: 0.05,
    weightDecays: shapes.map((shape) => (shape.length >= 2 ? 0.3 : 0)),
  };
  // Sums of squares are not negative.
  return { lists, slots: [list('first'), list('second').map((x) => square(x))] };
}

function numbers(x: Tensor): Float32Array {
  return Float32Array.from(x.dataSync());
}

/** Quicker than toEqual for long arrays. */
function isSame(x: Tensor, y: Float32Array): boolean {
  return Buffer.from(numbers(x).buffer).equals(Buffer.from(y.buffer));
}

/** What a rule for one number gives, by kind of result and parameter. */
function forEachNumber(
  { lists, slots }: Case,
  rule: (value: number, gradient: number, slots: number[], decay: number) => number[],
): Float32Array[][] {
  const results: Float32Array[][] = [[], ...slots.map(() => [])];
  for (const [parameter, tensorOfValues] of lists.values.entries()) {
    const values = numbers(tensorOfValues);
    const gradients = numbers(lists.gradients[parameter] as Tensor);
    const before = slots.map((slot) => numbers(slot[parameter] as Tensor));
    for (const list of results) list.push(new Float32Array(values.length));
    for (let index = 0; index < values.length; index++) {
      const gradient = lists.gradientScale * gradients[index]!;
      const own = before.map((slot) => slot[index]!);
      const after = rule(values[index]!, gradient, own, lists.weightDecays[parameter]!);
      for (let kind = 0; kind < after.length; kind++) results[kind]![parameter]![index] = after[kind]!;
    }
  }
  return results;
}

function expectList(
  actual: readonly Tensor[],
  expected: readonly Float32Array[],
  shapes: readonly number[][],
  name: string,
): void {
  expect(actual).toHaveLength(shapes.length);
  for (const [index, x] of actual.entries())
    closeTo(x, tensor(expected[index]!, shapes[index]), `${name}[${index}]`);
}

/** By the paper's equations, in float64; the moments as the sums that the step keeps. */
function expectedAdam(given: Case, step: number, decoupled: boolean): Float32Array[][] {
  const [beta1, beta2, epsilon, rate] = [0.9, 0.99, 1e-6, given.lists.learningRate];
  return forEachNumber(given, (value, gradient, [m = 0, v = 0], decay) => {
    const slope = decoupled ? gradient : gradient + decay * value;
    const first = beta1 * m + slope;
    const second = beta2 * v + slope ** 2;
    const mean = ((1 - beta1) * first) / (1 - beta1 ** step);
    const root = Math.sqrt(((1 - beta2) * second) / (1 - beta2 ** step));
    const shrunk = decoupled ? value * (1 - rate * decay) : value;
    return [shrunk - (rate * mean) / (root + epsilon), first, second];
  });
}

function expectedSGD(given: Case, momentum: number, nesterov: boolean): Float32Array[][] {
  return forEachNumber(given, (value, gradient, [velocity], decay) => {
    const slope = gradient + decay * value;
    if (velocity === undefined) return [value - given.lists.learningRate * slope];
    const after = momentum * velocity + slope;
    return [value - given.lists.learningRate * (nesterov ? slope + momentum * after : after), after];
  });
}

const ADAM = { beta1: 0.9, beta2: 0.99, epsilon: 1e-6, step: 4 };

function stepAdam({ lists, slots }: Case, decoupled: boolean): (readonly Tensor[])[] {
  const [firstMoments = [], secondMoments = []] = slots;
  const next = adamStep(lists, { firstMoments, secondMoments }, { ...ADAM, decoupled });
  return [next.values, next.firstMoments, next.secondMoments];
}

describe.each(Object.entries(SHAPE_LISTS))('a step over %s', (_, shapes) => {
  for (const decoupled of [true, false]) {
    tensorTest(`of Adam with decay ${decoupled ? 'of the values' : 'as a penalty'} is its definition`, () => {
      const given = draw(shapes);
      const expected = expectedAdam(given, ADAM.step, decoupled);
      for (const [kind, list] of stepAdam(given, decoupled).entries())
        expectList(
          list,
          expected[kind] ?? [],
          shapes,
          ['value', 'first moment', 'second moment'][kind] ?? '',
        );
    });
  }

  for (const [momentum, nesterov] of [
    [0, false],
    [0.9, false],
    [0.9, true],
  ] as const) {
    tensorTest(
      `of gradient descent with momentum ${momentum}, nesterov ${nesterov}, is its definition`,
      () => {
        const { lists, slots } = draw(shapes);
        const velocities = momentum === 0 ? [] : (slots[0] as readonly Tensor[]);
        const expected = expectedSGD(
          { lists, slots: momentum === 0 ? [] : [velocities] },
          momentum,
          nesterov,
        );
        const next = sgdStep(lists, velocities, { momentum, nesterov });
        expectList(next.values, expected[0] ?? [], shapes, 'value');
        expectList(next.velocities, expected[1] ?? [], momentum === 0 ? [] : shapes, 'velocity');
      },
    );
  }
});

describe('adamStep', () => {
  const shapes = [[300, 400], [50_000], [7]];

  tensorTest('gives the same bits again, and leaves values and gradients as they were', () => {
    const [one, other] = [draw(shapes), draw(shapes)];
    const given = [...one.lists.values, ...one.lists.gradients];
    const copies = given.map(numbers);
    const shared = clone(one.lists.values[0]!);
    const [once, twice] = [stepAdam(one, true).flat(), stepAdam(other, true).flat()];
    for (const [index, x] of once.entries()) expect(isSame(x, numbers(twice[index]!))).toBe(true);
    for (const [index, x] of given.entries()) expect(isSame(x, copies[index]!)).toBe(true);
    expect(isSame(shared, copies[0]!)).toBe(true);
  });

  tensorTest('refuses a moment that stands in another place too, and changes nothing', () => {
    const { lists, slots } = draw([[3], [2]]);
    const [firstMoments = [], secondMoments = []] = slots;
    const before = numbers(firstMoments[0]!);
    expect(() => stepAdam({ lists, slots: [firstMoments, firstMoments] }, true)).toThrow(
      'adamStep: expected secondMoments that nobody else holds, got a shared secondMoments[0].',
    );
    expect(() => stepAdam({ lists, slots: [lists.gradients, secondMoments] }, true)).toThrow(
      'got a shared firstMoments[0]',
    );
    expect(numbers(firstMoments[0]!)).toEqual(before);
  });

  tensorTest('lets NaN and infinities through to their own places only', () => {
    const gradient = Array.from({ length: 40 }, (_, index) =>
      index === 5 ? NaN : index === 33 ? Infinity : 1,
    );
    const lists = { ...draw([[40]]).lists, gradients: [tensor(gradient)] };
    const moments = { firstMoments: [zeros([40])], secondMoments: [zeros([40])] };
    const [values] = adamStep(lists, moments, { ...ADAM, decoupled: true }).values as [Tensor];
    const broken = [...numbers(values)].flatMap((value, index) => (Number.isFinite(value) ? [] : [index]));
    expect(broken).toEqual([5, 33]);
  });

  tensorTest('says which list does not fit', () => {
    const { lists, slots } = draw([[2, 3], [4]]);
    const [firstMoments = [], secondMoments = []] = slots;
    const step = (changes: Partial<ParameterLists>, moments = { firstMoments, secondMoments }): unknown =>
      adamStep({ ...lists, ...changes }, moments, { ...ADAM, decoupled: true });
    expect(() => step({ gradients: lists.gradients.slice(1) })).toThrow(
      'adamStep: expected as many gradients as values (2), got 1.',
    );
    expect(() => step({ gradients: lists.gradients.toReversed() })).toThrow(
      'adamStep: expected gradients[0] of shape [2, 3], got [4].',
    );
    expect(() => step({}, { firstMoments, secondMoments: firstMoments.toReversed() })).toThrow(
      'adamStep: expected secondMoments[0] of shape [2, 3], got [4].',
    );
    expect(() => step({ weightDecays: [0] })).toThrow('expected as many weightDecays as values (2), got 1.');
    expect(() => sgdStep(lists, firstMoments.slice(1), { momentum: 0.9, nesterov: false })).toThrow(
      'sgdStep: expected as many velocities as values (2), got 1.',
    );
  });
});

describe.skipIf(!kernels)('the kernels (only where they are)', () => {
  afterEach(() => {
    setNativeKernels({ isa: '', setThreads: () => undefined });
  });

  tensorTest('refuse a velocity for some of the values', () => {
    const [a, b, numbersOfStep] = [tensor([1]), tensor([0, 0]), tensor([1, 1, 1])];
    const attributes = { N: { int: 2 }, M: { int: 1 }, nesterov: { bool: false } };
    expect(() => runNative('RepriseSgdStep', attributes, [a, a, a, a, a, b, numbersOfStep], 2)).toThrow(
      'RepriseSgdStep: expected velocities for none or all of 2 values, got 1.',
    );
  });

  tensorTest('refuse to overwrite what a clone shares', () => {
    const given = draw([[3], [2]]);
    const twin = clone(given.slots[1]![1]!);
    const before = numbers(twin);
    expect(() => stepAdam(given, true)).toThrow('got a shared secondMoments[1]');
    expect(numbers(twin)).toEqual(before);
  });

  tensorTest('agree with the portable form over ten steps', () => {
    const shapes = [[64, 31], [31], [5000]];
    const [fused, portable] = [true, false].map((hasKernels) => {
      let { lists, slots } = draw(shapes);
      for (let step = 1; step <= 10; step++) {
        setNativeKernels(hasKernels ? { isa: '', setThreads: () => undefined } : undefined);
        const [values = [], ...rest] = stepAdam({ lists, slots }, true);
        lists = { ...lists, values };
        slots = rest;
      }
      return [lists.values, ...slots].flat();
    }) as [Tensor[], Tensor[]];
    for (const [index, x] of fused.entries()) closeTo(x, portable[index] as Tensor, `tensor ${index}`);
  });
});
