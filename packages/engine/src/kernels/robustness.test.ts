import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { closeTo, leakCheck, tensorTest } from '@reprise/testing';
import { describe, expect, it } from 'vitest';
import { valueAndGradients } from '../gradients.ts';
import {
  cast,
  mul,
  sub,
  sum,
  tensor,
  tensor1d,
  zeros,
  type Scalar,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  type Variable,
} from '../ops.ts';
import { param } from '../params.ts';
import { Rng } from '../rng.ts';
import { memory, scope } from '../scope.ts';
import { startEngine } from '../tf.ts';
import { lstm, type LstmInputs, type LstmOptions } from './lstm.ts';

const { kernels } = await startEngine();
const [BATCH, TIME, INPUT, HIDDEN] = [3, 4, 2, 5];
const GATES = 4 * HIDDEN;

function makeInputs(batch = BATCH): LstmInputs {
  const rng = Rng.fromSeed(2015);
  const draw = (name: string, shape: number[]): Tensor => rng.fold(name).normal(shape);
  return {
    xs: draw('xs', [batch, TIME, INPUT]) as Tensor3D,
    h0: draw('h0', [batch, HIDDEN]) as Tensor2D,
    c0: draw('c0', [batch, HIDDEN]) as Tensor2D,
    weightIh: draw('weightIh', [GATES, INPUT]) as Tensor2D,
    weightHh: draw('weightHh', [GATES, HIDDEN]) as Tensor2D,
    biasIh: draw('biasIh', [GATES]) as Tensor1D,
    biasHh: draw('biasHh', [GATES]) as Tensor1D,
  };
}

describe.skipIf(!kernels)('what does not fit (without fused kernels cells check it)', () => {
  /** What is given instead of a whole input, and what the error says of it. */
  const wrong: readonly (readonly [string, readonly number[], string])[] = [
    ['xs', [BATCH, TIME], 'xs of at least 3 axes, got [3, 4]'],
    ['xs', [BATCH, TIME, INPUT, 1], 'xs of shape [3, 4, 2], got [3, 4, 2, 1]'],
    ['xs', [BATCH, TIME, INPUT + 1], 'weight_ih of shape [20, 3], got [20, 2]'],
    ['xs', [BATCH + 1, TIME, INPUT], 'h0 of shape [4, 5], got [3, 5]'],
    ['h0', [HIDDEN], 'h0 of at least 2 axes, got [5]'],
    ['h0', [BATCH - 1, HIDDEN], 'h0 of shape [3, 5], got [2, 5]'],
    ['c0', [BATCH, HIDDEN + 1], 'c0 of shape [3, 5], got [3, 6]'],
    ['c0', [], 'c0 of shape [3, 5], got []'],
    ['weightIh', [INPUT, GATES], 'weight_ih of shape [20, 2], got [2, 20]'],
    ['weightHh', [GATES, HIDDEN + 1], 'weight_hh of shape [20, 5], got [20, 6]'],
    ['biasIh', [GATES - 1], 'bias_ih of shape [20], got [19]'],
    ['biasHh', [GATES, 1], 'bias_hh of shape [20], got [20, 1]'],
    ['biasHh', [0], 'bias_hh of shape [20], got [0]'],
    ['peephole', [2, HIDDEN], 'peephole of shape [3, 5], got [2, 5]'],
    ['dropout', [BATCH, HIDDEN + 1], 'dropout of shape [3, 5], got [3, 6]'],
    ['zoneout', [BATCH, HIDDEN], 'zoneout of shape [3, 4, 5], got [3, 5]'],
    ['cellZoneout', [BATCH, TIME + 1, HIDDEN], 'cell_zoneout of shape [3, 4, 5], got [3, 5, 5]'],
  ];
  const OPTIONS = ['dropout', 'zoneout', 'cellZoneout'];

  for (const [name, shape, message] of wrong) {
    tensorTest(`is told with its name and shapes: ${name} [${shape.join(', ')}]`, () => {
      const given = { [name]: zeros([...shape]) };
      const [inputs, options] = OPTIONS.includes(name) ? [{}, given] : [given, {}];
      expect(() => lstm({ ...makeInputs(), ...inputs }, options)).toThrow(
        `RepriseLstm: expected ${message}.`,
      );
      // The process goes on, and so does the kernel.
      closeTo(lstm(makeInputs()).outputs, lstm(makeInputs()).outputs, 'outputs');
    });
  }

  const wrongLengths: readonly (readonly [LstmOptions['lengths'], string])[] = [
    [[4, 4], 'lengths of shape [3], got [2]'],
    [[4, 4, 4, 4], 'lengths of shape [3], got [4]'],
    [[4, 5, 1], 'lengths from 0 to 4, got 5'],
    [[4, -1, 1], 'lengths from 0 to 4, got -1'],
    [[4, -(2 ** 31), 1], 'lengths from 0 to 4, got -2147483648'],
  ];
  for (const [lengths, message] of wrongLengths) {
    tensorTest(`is told: lengths ${JSON.stringify(lengths)}`, () => {
      expect(() => lstm(makeInputs(), { lengths })).toThrow(`RepriseLstm: expected ${message}.`);
    });
  }

  tensorTest('is told: coupled gates with the weights of four', () => {
    expect(() => lstm(makeInputs(), { coupled: true })).toThrow(
      'RepriseLstm: expected weight_ih of shape [15, 2], got [20, 2].',
    );
  });

  tensorTest('is told: numbers of another type', () => {
    const { xs, ...others } = makeInputs();
    expect(() => lstm({ ...others, xs: cast(xs, 'int32') })).toThrow(/RepriseLstm.*float.*int32/s);
  });
});

describe.skipIf(!kernels)('unusual sizes (the portable form is another program)', () => {
  tensorTest('of nothing give nothing, and gradients of zero', () => {
    for (const [batch, time] of [
      [0, 4],
      [3, 0],
      [0, 0],
    ] as const) {
      const inputs = { ...makeInputs(batch), xs: zeros([batch, time, INPUT]) as Tensor3D };
      const { outputs, lastH } = lstm(inputs);
      expect(outputs.shape).toEqual([batch, time, HIDDEN]);
      closeTo(lastH, inputs.h0, 'the last state is the first');
      const { gradients } = valueAndGradients(
        () => sum(lstm(inputs).outputs) as Scalar,
        [inputs.weightIh, inputs.biasIh],
      );
      closeTo(gradients[0]!, zeros([GATES, INPUT]), 'the gradient of the weights');
      closeTo(gradients[1]!, zeros([GATES]), 'the gradient of the biases');
    }
  });
});

describe.skipIf(!kernels)('NaN (on the portable engine each operation is its own)', () => {
  tensorTest('comes out of the sequence that it went into, and of no other', () => {
    const inputs = makeInputs(7);
    const values = inputs.xs.arraySync();
    values[4]![1]![0] = NaN;
    const sick = { ...inputs, xs: tensor(values) as Tensor3D };
    const [clean, outputs] = [lstm(inputs).outputs.arraySync(), lstm(sick).outputs.arraySync()];
    const gradient = valueAndGradients(() => sum(lstm(sick).outputs) as Scalar, [sick.xs]).gradients[0]!;
    const dXs = gradient.arraySync() as number[][][];
    for (let row = 0; row < 7; row++) {
      for (let step = 0; step < TIME; step++) {
        if (row === 4 && step >= 1) expect(outputs[row]![step]!.every(Number.isNaN)).toBe(true);
        else expect(outputs[row]![step]).toEqual(clean[row]![step]);
        if (row !== 4) expect(dXs[row]![step]!.every(Number.isFinite)).toBe(true);
      }
    }
  });

  tensorTest('in padding is never read', () => {
    const inputs = makeInputs();
    const values = inputs.xs.arraySync();
    values[1] = values[1]!.map((x, step) => (step < 2 ? x : x.map(() => NaN)));
    const padded = { ...inputs, xs: tensor(values) as Tensor3D };
    for (const reverse of [false, true]) {
      const options = { lengths: [4, 2, 0], reverse };
      closeTo(lstm(padded, options).outputs, lstm(inputs, options).outputs, 'outputs');
    }
  });
});

describe('denormal numbers', () => {
  it('exist after the kernels are loaded', () => {
    expect(1e-310 * 0.5).toBeGreaterThan(0);
    expect(Math.fround(1e-40)).toBeGreaterThan(0);
    expect(Float32Array.of(1e-40)[0]! * 2).toBe(2 * Math.fround(1e-40));
  });

  tensorTest('exist in JavaScript after a kernel and an operation ran', () => {
    if (kernels) lstm(makeInputs()).outputs.dataSync();
    mul(tensor1d([1e-40]), 2).dataSync();
    expect(1e-310 * 0.5).toBeGreaterThan(0);
  });
});

describe.skipIf(!kernels)('threads (the portable engine has one)', () => {
  const root = new URL('../../../../', import.meta.url);
  const urlOf = (path: string): string => JSON.stringify(new URL(path, root).href);
  const program = `
    import module from 'node:module';
    if (module.registerHooks) module.registerHooks(await import(${urlOf('tools/sourceHooks.mjs')}));
    else module.register(${urlOf('tools/sourceHooks.mjs')});
    const { startEngine } = await import(${urlOf('packages/engine/src/index.ts')});
    const { trainSteps } = await import(${urlOf('packages/testing/src/trainSteps.ts')});
    const { threads } = await startEngine();
    const runs = [trainSteps(1, 3), trainSteps(1, 3)];
    console.log(JSON.stringify({ threads, runs: runs.map((run) => Buffer.from(run.buffer).toString('base64')) }));`;

  async function trainWith(threads: number): Promise<{ threads: number; runs: [string, string] }> {
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], {
      env: { ...process.env, REPRISE_THREADS: String(threads) },
      maxBuffer: 1 << 26,
    });
    return JSON.parse(stdout) as { threads: number; runs: [string, string] };
  }

  function decode(run: string): Float32Array {
    const bytes = Buffer.from(run, 'base64');
    return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  }

  it('give the same bits in each run, and nearly the same numbers as one', { timeout: 120_000 }, async () => {
    const [one, two, again] = [await trainWith(1), await trainWith(2), await trainWith(2)];
    expect([one.threads, two.threads]).toEqual([1, 2]);
    for (const { runs } of [one, two]) expect(runs[1]).toBe(runs[0]);
    expect(again.runs[0]).toBe(two.runs[0]);
    const [alone, together] = [decode(one.runs[0]), decode(two.runs[0])];
    let worst = 0;
    alone.forEach((value, at) => {
      worst = Math.max(worst, Math.abs(value - together[at]!) / Math.max(1, Math.abs(value)));
    });
    expect(worst).toBeLessThan(1e-6);
  });
});

describe.skipIf(!kernels)('memory (without fused kernels it takes too long)', () => {
  const STEPS = 10_000;

  it(`stays flat over ${STEPS} steps of training`, { timeout: 120_000 }, () => {
    const rng = Rng.fromSeed(10);
    const weightIh = param(rng.fold('ih').normal([GATES, INPUT], 0, 0.1) as Tensor2D);
    const weightHh = param(rng.fold('hh').normal([GATES, HIDDEN], 0, 0.1) as Tensor2D);
    const fixed = [rng.normal([BATCH, TIME, INPUT]), zeros([BATCH, HIDDEN]), zeros([GATES])] as const;
    const [xs, state, bias] = fixed as unknown as [Tensor3D, Tensor2D, Tensor1D];
    const loss = (): Scalar => {
      const inputs = { xs, h0: state, c0: state, weightIh, weightHh, biasIh: bias, biasHh: bias };
      return sum(lstm(inputs, { lengths: [4, 0, 2] }).outputs);
    };
    const train = (): void => {
      const { gradients } = valueAndGradients(loss, [weightIh, weightHh]);
      [weightIh, weightHh].forEach((weight: Variable, at) =>
        weight.assign(sub(weight, mul(gradients[at]!, 1e-4))),
      );
    };
    const settled = { bytes: 0, tensors: 0 };
    leakCheck(() => {
      for (let step = 0; step < STEPS; step++) {
        scope(train);
        if (step !== 1_000) continue;
        settled.bytes = nativeBytes();
        settled.tensors = memory().tensors;
      }
    });
    expect(memory().tensors).toBe(settled.tensors);
    expect(nativeBytes()).toBeLessThan(1.05 * settled.bytes);
    [weightIh, weightHh, ...fixed].forEach((made) => made.dispose());
  });
});

/** The process's memory without JavaScript's own heap, whose garbage waits for the collector as long as there is room. */
function nativeBytes(): number {
  const { rss, heapTotal } = process.memoryUsage();
  return rss - heapTotal;
}
