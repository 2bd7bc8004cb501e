import {
  concat,
  disposeParams,
  namedParams,
  Rng,
  slice,
  square,
  sum,
  valueAndGradients,
  zeros,
  type Scalar,
  type Tensor,
  type Tensor3D,
} from '@reprise/engine';
import { cellGoldenTest, closeTo, shakeParams, tensorTest } from '@reprise/testing';
import { describe, expect } from 'vitest';
import { Bidirectional } from './bidirectional.ts';
import type { Cell } from './cell.ts';
import { makeCell } from './cellKind.ts';
import { LSTMCell } from './lstm.ts';
import type { LSTMOptions } from './lstmParams.ts';
import { StackedCell } from './stack.ts';
import { unroll } from './unroll.ts';

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

  const variants: Readonly<Record<string, Partial<LSTMOptions>>> = {
    plain: {},
    'peepholes, coupled gates and zoneout': {
      peepholes: true,
      coupled: true,
      zoneout: { hidden: 0.2, cell: 0.3 },
    },
    'layer normalisation': { layerNorm: true },
  };
  for (const [title, options] of Object.entries(variants))
    tensorTest(`reads one or two sequences as each direction does by itself: ${title}`, () => {
      const [there, back] = ['there', 'back'].map(
        (name) => new LSTMCell({ inputSize: 3, hiddenSize: 20, rng: rng.fold(name), ...options }),
      ) as [LSTMCell, LSTMCell];
      const both = new Bidirectional(there, back);
      shakeParams(both, rng.fold('shake'));
      for (const lengths of [[7], [9, 4], [0, 9], undefined]) {
        const xs = rng.normal([lengths?.length ?? 1, 9, 3]) as Tensor3D;
        const { outputs, last } = both.run(xs, { lengths });
        const expected = [unroll(there, xs, { lengths }), unroll(back, xs, { lengths, reverse: true })];
        closeTo(
          outputs,
          concat(
            expected.map((one) => one.outputs),
            2,
          ),
          `outputs, lengths ${String(lengths)}`,
        );
        [last.forward, last.backward].forEach((state, way) => {
          state.forEach((part, index) => {
            closeTo(
              part,
              expected[way]!.last[index]!,
              `state ${index} of way ${way}, lengths ${String(lengths)}`,
            );
          });
        });
      }
      expect(() => both.run(zeros([1, 4, 2]))).toThrow('xs');
      expect(() => both.run(zeros([1, 4, 3]), { lengths: [5] })).toThrow(RangeError);
      disposeParams(both.params);
    });

  tensorTest('learns from one sequence what it learns from it among others', () => {
    const both = new Bidirectional(lstm(), lstm());
    const xs = rng.normal([4, 6, 3]) as Tensor3D;
    const gradientsOf = (rows: Tensor3D): Tensor[] =>
      valueAndGradients(
        () => sum(square(slice(both.run(rows).outputs, [0, 0, 0], [1, -1, -1]))) as Scalar,
        [...namedParams(both.params).values()],
      ).gradients;
    const alone = gradientsOf(slice(xs, [0, 0, 0], [1, -1, -1]));
    gradientsOf(xs).forEach((gradient, index) => {
      closeTo(alone[index]!, gradient, `gradient ${index}`);
    });
    disposeParams(both.params);
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
