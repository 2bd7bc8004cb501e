import { memory, mul, namedParams, startEngine } from '@reprise/engine';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeToy } from './toyRun.fixture.ts';
import { meanWeights, readTensors, setWeights, withWeights } from './weights.ts';

beforeAll(startEngine);

describe('setWeights', () => {
  it('refuses weights of another model', () => {
    const { params } = makeToy();
    const weights = new Map(readTensors(namedParams(params)));
    weights.delete('output.bias');
    expect(() => setWeights(params, weights)).toThrow("expected 'output.bias' of shape [1], got none");
    weights.set('output.bias', { shape: [2], values: new Float32Array(2) });
    expect(() => setWeights(params, weights)).toThrow("expected 'output.bias' of shape [1], got [2]");
    weights.set('output.bias', { shape: [1], values: new Float32Array(1) });
    weights.set('more', { shape: [1], values: new Float32Array(1) });
    expect(() => setWeights(params, weights)).toThrow("got 'more', which the model does not have");
  });
});

describe('withWeights', () => {
  it('lends the parameters other values, also when the body fails', async () => {
    const [mine, other] = [namedParams(makeToy().params), namedParams(makeToy().params)];
    for (const variable of other.values()) variable.assign(mul(variable, 2));
    const before = readTensors(mine);
    const tensors = memory().tensors;
    const seen = await withWeights(mine, other, () => readTensors(mine));
    expect(seen).toEqual(readTensors(other));
    expect(readTensors(mine)).toEqual(before);
    const failing = withWeights(mine, other, () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    expect(readTensors(mine)).toEqual(before);
    expect(memory().tensors).toBe(tensors);
  });
});

describe('meanWeights', () => {
  it('is the mean of each number, whatever the order of the names', () => {
    const [a, b] = [Float32Array.of(1, 2), Float32Array.of(5, -2)].map((values) => ({ shape: [2], values }));
    const mean = meanWeights([
      new Map([
        ['x', a!],
        ['y', b!],
      ]),
      new Map([
        ['y', a!],
        ['x', a!],
      ]),
    ]);
    expect([...mean].map(([name, { values }]) => [name, ...values])).toEqual([
      ['x', 1, 2],
      ['y', 3, 0],
    ]);
    expect(() => meanWeights([])).toThrow(/at least one/);
  });
});
