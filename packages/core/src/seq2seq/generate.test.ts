import { add, gather, keep, mul, Rng, tensor2d, zeros, type Tensor1D, type Tensor2D } from '@reprise/engine';
import { tensorTest } from '@reprise/testing';
import { describe, expect } from 'vitest';
import { generate, type Draw, type Generated, type GenerateOptions, type Stepper } from './generate.ts';

/** A generator of numbers: h' = h / 2 + x + drift, whose emission h' is the mean of a normal distribution. */
function walker(drifts: Tensor2D, rowCounts: number[] = []): Required<Stepper<Tensor2D, Tensor2D>> {
  return {
    step(input, state) {
      rowCounts.push(input.shape[0]);
      const next = add(add(mul(state[0] as Tensor2D, 0.5), input), drifts) as Tensor2D;
      return { emission: next, state: [next] };
    },
    select: (rows: Tensor1D) => walker(gather(drifts, rows), rowCounts),
  };
}

const normalDraw: Draw<Tensor2D, number, Tensor2D, 'means'> = {
  prepare: (emission) => ({ means: emission }),
  choose({ means }, rng) {
    const deviation = rng.normalValues(1)[0] as number;
    return {
      value: (means?.[0] as number) + deviation,
      logProb: -(deviation ** 2) / 2 - Math.log(Math.sqrt(2 * Math.PI)),
    };
  },
  input: (values) => tensor2d([...values], [values.length, 1]),
};

const DRIFTS = [0, 0.5, -0.3, 1, -2, 0.1, 0, 0];
const LIMITS = [20, 20, 20, 20, 20, 20, 3, 0];
const rng = Rng.fromSeed(11);
const isFar = (value: number): boolean => Math.abs(value) > 3;

type WalkOptions = GenerateOptions<Tensor2D, number, Tensor2D, 'means'>;

/** Runs a walk over all rows. @param given takes the walker, to give it to `generate` in another form */
async function walk(
  given: (stepper: Required<Stepper<Tensor2D, Tensor2D>>) => Stepper<Tensor2D, Tensor2D> = (stepper) =>
    stepper,
  options: Partial<WalkOptions> = {},
  rowCounts?: number[],
): Promise<Generated<number>[]> {
  const drifts = keep(tensor2d(DRIFTS, [DRIFTS.length, 1]));
  try {
    return await generate<Tensor2D, number, Tensor2D, 'means'>(given(walker(drifts, rowCounts)), {
      input: () => zeros([DRIFTS.length, 1]),
      state: () => [zeros([DRIFTS.length, 1])],
      draw: normalDraw,
      rng,
      maxLength: LIMITS,
      isDone: isFar,
      ...options,
    });
  } finally {
    drifts.dispose();
  }
}

function walkByHand(row: number): { values: number[]; logProb: number } {
  const values: number[] = [];
  let [hidden, input, logProb] = [0, 0, 0];
  while (values.length < (LIMITS[row] as number)) {
    hidden = hidden / 2 + input + (DRIFTS[row] as number);
    const deviation = rng.fold('row', row, values.length).normalValues(1)[0] as number;
    input = hidden + deviation;
    values.push(input);
    logProb += -(deviation ** 2) / 2 - Math.log(Math.sqrt(2 * Math.PI));
    if (isFar(input)) break;
  }
  return { values, logProb };
}

describe('generate', () => {
  tensorTest('feeds back what was drawn, each row to its own end', async () => {
    const rowCounts: number[] = [];
    const found = await walk(undefined, {}, rowCounts);
    found.forEach(({ values, logProb }, row) => {
      const expected = walkByHand(row);
      expect(values).toHaveLength(expected.values.length);
      values.forEach((value, step) => expect(value).toBeCloseTo(expected.values[step] as number, 4));
      expect(logProb).toBeCloseTo(expected.logProb, 8);
    });
    expect(found.map(({ values }) => values.length).slice(6)).toEqual([3, 0]);
    expect(new Set(found.map(({ values }) => values.length)).size).toBeGreaterThan(3);
    expect(rowCounts.at(-1)).toBeLessThan(rowCounts[0] as number);
  });

  tensorTest('gives the same where rows cannot leave the batch', async () => {
    const rowCounts: number[] = [];
    const all = await walk(
      (stepper) => ({ step: (input, state, time) => stepper.step(input, state, time) }),
      {},
      rowCounts,
    );
    expect(all).toEqual(await walk());
    expect(new Set(rowCounts)).toEqual(new Set([DRIFTS.length]));
  });

  tensorTest('frees everything when the draw fails', async () => {
    let choices = 0;
    const choose: typeof normalDraw.choose = (numbers, key) => {
      if (++choices === 20) throw new Error('no choice');
      return normalDraw.choose(numbers, key);
    };
    await expect(walk(undefined, { draw: { ...normalDraw, choose } })).rejects.toThrow('no choice');
  });

  tensorTest('lets timers fire between steps, so that a signal can end it', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error('too long')), 20);
    const slowly = (stepper: Stepper<Tensor2D, Tensor2D>): Stepper<Tensor2D, Tensor2D> => ({
      step(input, state, time) {
        const until = performance.now() + 4;
        while (performance.now() < until);
        return stepper.step(input, state, time);
      },
    });
    const maxLength = DRIFTS.map(() => 1000);
    const walking = walk(slowly, { maxLength, isDone: () => false, signal: controller.signal });
    await expect(walking).rejects.toThrow('too long');
  });

  tensorTest('does nothing when the signal is aborted already', async () => {
    const rowCounts: number[] = [];
    await expect(
      walk(undefined, { signal: AbortSignal.abort(new Error('never')) }, rowCounts),
    ).rejects.toThrow('never');
    expect(rowCounts).toEqual([]);
  });
});
