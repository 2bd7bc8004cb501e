import { disposeParams, namedParams, Rng, type Tensor3D } from '@reprise/engine';
import { cellGoldenTest, tensorTest } from '@reprise/testing';
import { describe, expect } from 'vitest';
import { Bidirectional } from './bidirectional.ts';
import type { Cell } from './cell.ts';
import { makeCell } from './cellKind.ts';
import { StackedCell } from './stack.ts';

const rng = Rng.fromSeed(1997);
const lstm = (inputSize = 3): Cell => makeCell('lstm', { inputSize, hiddenSize: 4, rng });

describe('Bidirectional', () => {
  cellGoldenTest('lstmFromZero', 'is PyTorch’s bidirectional LSTM, gradients included', () => {
    const both = new Bidirectional(lstm(), lstm());
    return {
      parts: [both.forward, both.backward],
      usesInitial: false,
      run: (xs, _, lengths) => {
        const { outputs, last } = both.run(xs, { lengths });
        return { outputs, last: [last.forward, last.backward] };
      },
    };
  });

  tensorTest('names the parameters of each direction, and refuses cells of two input sizes', () => {
    const both = new Bidirectional(lstm(), lstm());
    expect(both.outputSize).toBe(8);
    expect([...namedParams(both.params).keys()].slice(3, 5)).toEqual(['forward.biasHh', 'backward.weightIh']);
    disposeParams(both.params);
    const [narrow, wide] = [lstm(3), lstm(5)];
    expect(() => new Bidirectional(narrow, wide)).toThrow('got 3 forward and 5 backward');
    disposeParams(narrow.params);
    disposeParams(wide.params);
  });

  tensorTest('has noise with an rng only, and of its own in each direction', () => {
    const stack = new StackedCell([lstm(), lstm(4)], { dropout: 0.5 }) as unknown as Cell;
    // One cell in both directions over a sequence of equal steps: only the noise can tell the directions apart.
    const both = new Bidirectional(stack, stack);
    const xs = rng.uniform([2, 1, 3]) as Tensor3D;
    const halves = (own?: Rng): number[][] => {
      const { outputs } = both.run(xs, { rng: own });
      const rows = outputs.arraySync().flat();
      return [rows.flatMap((row) => row.slice(0, 4)), rows.flatMap((row) => row.slice(4))];
    };
    const [there, back] = halves();
    expect(there).toEqual(back);
    const [noisyThere, noisyBack] = halves(rng);
    expect(noisyThere).not.toEqual(there);
    expect(noisyThere).not.toEqual(noisyBack);
    expect(halves(rng)).toEqual([noisyThere, noisyBack]);
    disposeParams(stack.params);
  });
});
