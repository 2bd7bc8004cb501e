import { tensorTest } from '@reprise/testing';
import { describe, expect, it } from 'vitest';
import { ones, zeros } from './ops.ts';
import { countParams, disposeParams, namedParams, param, type ParamTree } from './params.ts';
import { memory } from './scope.ts';

describe('a tree of parameters', () => {
  tensorTest('is named by its paths, in its order', () => {
    const tree: ParamTree = {
      embedding: { weight: param(zeros([5, 2])) },
      layers: [{ weight: param(zeros([2, 2])), bias: param(zeros([2])) }, { weight: param(zeros([2, 3])) }],
      scale: param(zeros([])),
    };
    expect([...namedParams(tree).keys()]).toEqual([
      'embedding.weight',
      'layers.0.weight',
      'layers.0.bias',
      'layers.1.weight',
      'scale',
    ]);
    expect(namedParams(tree).get('layers.1.weight')?.shape).toEqual([2, 3]);
    expect(countParams(tree)).toBe(10 + 4 + 2 + 6 + 1);
    expect(namedParams({}).size).toBe(0);
    disposeParams(tree);
  });

  tensorTest('lists and counts tied weights once, under the first path', () => {
    const weight = param(zeros([5, 2]));
    const tree: ParamTree = {
      embedding: { weight },
      decoder: { output: { weight, bias: param(zeros([5])) } },
    };
    expect([...namedParams(tree).keys()]).toEqual(['embedding.weight', 'decoder.output.bias']);
    expect(countParams(tree)).toBe(15);
    disposeParams(tree);
    expect(weight.isDisposed).toBe(true);
  });
});

describe('param', () => {
  it('takes the values over and frees the tensor they came in', () => {
    const before = memory().tensors;
    const initial = ones([2, 2]);
    const variable = param(initial);
    expect(initial.isDisposed).toBe(true);
    expect([...variable.dataSync()]).toEqual([1, 1, 1, 1]);
    expect(memory().tensors - before).toBe(1);
    variable.dispose();
    expect(memory().tensors).toBe(before);
  });
});
