import { startEngine } from '../tf.ts';
import { closeTo, gradientCheck, tensorTest, type Nested } from '@reprise/testing';
import { describe, expect, it } from 'vitest';
import { type Tensor1D, type Tensor2D, type Tensor3D, type Variable } from '../ops.ts';
import { param } from '../params.ts';
import { Rng } from '../rng.ts';
import { hasLstm, lstm, type LstmInputs } from './lstm.ts';

const [TIME, BATCH, INPUT, HIDDEN] = [4, 3, 2, 3];
const { engine } = await startEngine();

/** The equations, number by number in float64: gates in the order i f g o. */
function expectedStates({ xs, h0, c0, weight, bias }: LstmInputs): { hs: Nested[]; cs: Nested[] } {
  const [w, b] = [weight.arraySync(), bias.arraySync()];
  const logistic = (x: number): number => 1 / (1 + Math.exp(-x));
  let [h, c] = [h0.arraySync(), c0.arraySync()];
  const hs: number[][][] = [];
  const cs: number[][][] = [];
  for (const x of xs.arraySync()) {
    const gates = x.map((own, row) => {
      const input = [...own, ...h[row]!];
      return b.map((start, gate) => input.reduce((sum, value, at) => sum + value * w[at]![gate]!, start));
    });
    c = c.map((row, index) =>
      row.map((old, unit) => {
        const [i, f, g] = [0, 1, 2].map((gate) => gates[index]![gate * HIDDEN + unit]!) as [
          number,
          number,
          number,
        ];
        return logistic(f) * old + logistic(i) * Math.tanh(g);
      }),
    );
    h = c.map((row, index) =>
      row.map((cell, unit) => logistic(gates[index]![3 * HIDDEN + unit]!) * Math.tanh(cell)),
    );
    hs.push(h);
    cs.push(c);
  }
  return { hs, cs };
}

describe('lstm', () => {
  it('is there on the native engine only', () => {
    expect(hasLstm()).toBe(engine === 'native');
  });

  describe.skipIf(engine === 'portable')(
    'as one operation (the portable engine has none: it loops over steps)',
    () => {
      const rng = Rng.fromSeed(1997);
      const makeInputs = (): LstmInputs & Record<string, Variable> => ({
        xs: param(rng.fold('xs').normal([TIME, BATCH, INPUT]) as Tensor3D),
        h0: param(rng.fold('h0').normal([BATCH, HIDDEN]) as Tensor2D),
        c0: param(rng.fold('c0').normal([BATCH, HIDDEN]) as Tensor2D),
        weight: param(rng.fold('weight').normal([INPUT + HIDDEN, 4 * HIDDEN]) as Tensor2D),
        bias: param(rng.fold('bias').normal([4 * HIDDEN]) as Tensor1D),
      });

      tensorTest('is its equations', () => {
        const inputs = makeInputs();
        const { hs, cs } = lstm(inputs);
        const expected = expectedStates(inputs);
        closeTo(hs, expected.hs, 'outputs');
        closeTo(cs, expected.cs, 'cell states');
        Object.values(inputs).forEach((input) => input.dispose());
      });

      tensorTest(
        'has the gradients of its differences, from outputs and cell states, for every input',
        () => {
          const inputs = makeInputs();
          gradientCheck(
            () => {
              const { hs, cs } = lstm(inputs);
              return [hs, cs];
            },
            new Map(Object.entries(inputs)),
          );
          Object.values(inputs).forEach((input) => input.dispose());
        },
      );
    },
  );
});
