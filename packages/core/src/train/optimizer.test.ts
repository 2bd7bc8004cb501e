import { readFileSync } from 'node:fs';
import {
  dispose,
  memory,
  mul,
  param,
  startEngine,
  tensor,
  type Tensor,
  type Variable,
} from '@reprise/engine';
import { beforeAll, describe, expect, it } from 'vitest';
import { exponentialAverage } from './average.ts';
import { adam, adamW, sgd, type Optimizer } from './optimizer.ts';

type Values = Record<'weight' | 'bias', number[]>;

interface Golden extends Values {
  readonly rates: number[];
  readonly gradients: Values[];
  readonly optimizers: Record<string, Values[]>;
  readonly average: { readonly trajectory: number[][]; readonly averages: number[][] };
}

const url = new URL('../../../../tools/golden/data/optimizers.json', import.meta.url);
const golden = JSON.parse(readFileSync(url, 'utf8')) as Golden;
const SHAPES = { weight: [3, 4], bias: [4] };

const makers: Record<string, () => Optimizer> = {
  adamW: () => adamW(),
  'adamW, other options': () => adamW({ beta1: 0.8, beta2: 0.95, epsilon: 1e-3, weightDecay: 0.3 }),
  adam: () => adam(),
  'adam with an L2 penalty': () => adam({ weightDecay: 0.1 }),
  sgd: () => sgd(),
  'sgd with momentum': () => sgd({ momentum: 0.9, weightDecay: 0.1 }),
  'sgd with nesterov': () => sgd({ momentum: 0.9, nesterov: true, weightDecay: 0.1 }),
};

beforeAll(startEngine);

function makeParams(values: Values): Map<string, Variable> {
  return new Map(Object.entries(tensorsOf(values)).map(([name, x]) => [name, param(x)]));
}

function tensorsOf(values: Values): Record<string, Tensor> {
  return { weight: tensor(values.weight, SHAPES.weight), bias: tensor(values.bias, SHAPES.bias) };
}

/** The tolerance of the toolkit: 1e-5 · max(1, max|oracle|). */
function expectClose(ours: Tensor, oracle: readonly number[]): void {
  const tolerance = 1e-5 * Math.max(1, ...oracle.map(Math.abs));
  const worst = Math.max(...[...ours.dataSync()].map((value, index) => Math.abs(value - oracle[index]!)));
  expect(worst).toBeLessThan(tolerance);
}

function stepOnce(optimizer: Optimizer, params: ReadonlyMap<string, Variable>, index: number): void {
  const gradients = new Map(Object.entries(tensorsOf(golden.gradients[index]!)));
  optimizer.step(params, gradients, golden.rates[index]!);
  dispose([...gradients.values()]);
}

describe.each(Object.entries(makers))('%s', (name, make) => {
  it("follows PyTorch's over ten steps, and frees what it made", () => {
    const before = memory().tensors;
    const optimizer = make();
    const params = makeParams(golden);
    for (const [index, after] of golden.optimizers[name]!.entries()) {
      stepOnce(optimizer, params, index);
      expectClose(params.get('weight')!, after.weight);
      expectClose(params.get('bias')!, after.bias);
    }
    optimizer.dispose();
    dispose([...params.values()]);
    expect(memory().tensors).toBe(before);
  });

  it('goes on from a saved state to the same bits', () => {
    const [straight, first, second] = [make(), make(), make()];
    const [params, resumed] = [makeParams(golden), makeParams(golden)];
    for (let index = 0; index < 6; index++) stepOnce(straight, params, index);
    for (let index = 0; index < 3; index++) stepOnce(first, resumed, index);
    second.restore(first.state());
    for (let index = 3; index < 6; index++) stepOnce(second, resumed, index);
    expect(resumed.get('weight')!.dataSync()).toEqual(params.get('weight')!.dataSync());
    expect(resumed.get('bias')!.dataSync()).toEqual(params.get('bias')!.dataSync());
    for (const optimizer of [straight, first, second]) optimizer.dispose();
    dispose([...params.values(), ...resumed.values()]);
  });
});

describe('optimizer', () => {
  it.each(Object.entries(makers))('scales the gradients: %s', (_, make) => {
    const [scaled, plain] = [make(), make()];
    const [params, others] = [makeParams(golden), makeParams(golden)];
    for (let index = 0; index < 3; index++) {
      const gradients = new Map(Object.entries(tensorsOf(golden.gradients[index]!)));
      const smaller = new Map([...gradients].map(([name, x]) => [name, mul(x, 0.25)]));
      scaled.step(params, gradients, golden.rates[index]!, 0.25);
      plain.step(others, smaller, golden.rates[index]!);
      dispose([...gradients.values(), ...smaller.values()]);
    }
    for (const name of ['weight', 'bias'])
      expect(params.get(name)!.dataSync()).toEqual(others.get(name)!.dataSync());
    scaled.dispose();
    plain.dispose();
    dispose([...params.values(), ...others.values()]);
  });

  it('leaves a parameter without a gradient as it is, and goes on with it later', () => {
    const [params, others] = [makeParams(golden), makeParams(golden)];
    const [optimizer, other] = [adamW(), adamW()];
    const gradients = tensorsOf(golden.gradients[0]!);
    optimizer.step(params, new Map([['weight', gradients['weight']!]]), 0.1);
    expectClose(params.get('bias')!, golden.bias);
    optimizer.step(params, new Map(Object.entries(gradients)), 0.1);
    for (let step = 0; step < 2; step++) other.step(others, new Map(Object.entries(gradients)), 0.1);
    expect(params.get('weight')!.dataSync()).toEqual(others.get('weight')!.dataSync());
    expect(params.get('bias')!.dataSync()).not.toEqual(others.get('bias')!.dataSync());
    optimizer.dispose();
    other.dispose();
    dispose([...params.values(), ...others.values(), ...Object.values(gradients)]);
  });

  it('counts no step that it could not take', () => {
    const params = makeParams(golden);
    const optimizer = adamW();
    const before = memory().tensors;
    const wrong = new Map([['weight', tensor([1, 2])]]);
    expect(() => optimizer.step(params, wrong, 1)).toThrow(
      'adamStep: expected gradients[0] of shape [3, 4], got [2].',
    );
    expect(optimizer.state().get('step')!.values).toEqual(Float32Array.of(0));
    dispose([...wrong.values()]);
    expect(memory().tensors).toBe(before);
    dispose([...params.values()]);
  });

  it('decays the parameters that the filter names', () => {
    const zero = { weight: Array<number>(12).fill(0), bias: Array<number>(4).fill(0) };
    const params = makeParams(golden);
    const optimizer = adamW({ weightDecay: 0.5, decays: (name) => name === 'bias' });
    optimizer.step(params, new Map(Object.entries(tensorsOf(zero))), 0.1);
    expectClose(params.get('weight')!, golden.weight);
    expectClose(
      params.get('bias')!,
      golden.bias.map((value) => value * 0.95),
    );
  });

  it('refuses the state of another optimizer, and gradients of what it does not know', () => {
    const params = makeParams(golden);
    const optimizer = sgd({ momentum: 0.9 });
    stepOnce(optimizer, params, 0);
    expect(() => adamW().restore(optimizer.state())).toThrow(
      'optimizer: expected a state with step, firstMoment, secondMoment, got velocity.weight.',
    );
    expect(() => optimizer.step(params, new Map([['other', tensor([1])]]), 1)).toThrow(
      /gradient for 'other'/,
    );
  });

  it('refuses nesterov without momentum', () => {
    expect(() => sgd({ nesterov: true })).toThrow(/momentum above 0/);
  });
});

describe('exponentialAverage', () => {
  it("equals PyTorch's averaged model with a warm-up of the decay, also when saved on the way", () => {
    const before = memory().tensors;
    let average = exponentialAverage(0.75);
    for (const [index, weights] of golden.average.trajectory.entries()) {
      const params = new Map([['weight', param(tensor(weights, SHAPES.weight))]]);
      average.update(params);
      expectClose(average.tensors().get('weight')!, golden.average.averages[index]!);
      dispose([...params.values()]);
      if (index === 4) {
        const saved = average.state();
        average.dispose();
        average = exponentialAverage(0.75);
        average.restore(saved, 5);
      }
    }
    average.dispose();
    expect(memory().tensors).toBe(before);
  });

  it('refuses a decay of 1', () => {
    expect(() => exponentialAverage(1)).toThrow(/in \[0, 1\), got 1/);
  });
});
