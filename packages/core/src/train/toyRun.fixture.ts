/**
 * A run small enough for tests: two layers that learn a function of two numbers, with noise on the inputs that
 * shows whether a resumed run draws the same. As a program it trains in a folder, and prints a line for each step
 * and at the end the SHA-256 of all that it resulted in: `toyRun.fixture.ts FOLDER [--resume] [--slow]`.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import {
  add,
  matMul,
  mean,
  namedParams,
  param,
  Rng,
  scope,
  square,
  startEngine,
  sub,
  tanh,
  tensor2d,
  zeros,
  type ParamTree,
  type Scalar,
  type Tensor2D,
} from '@reprise/engine';
import { checkpointFolder, logFile } from './checkpoint.ts';
import { fit } from './fit.ts';
import type { Batch, BatchSource, FitOptions } from './fitOptions.ts';
import { adamW } from './optimizer.ts';
import { reduceOnPlateau, warmupInverseSqrt } from './schedule.ts';
import { readTensors, type Weights } from './weights.ts';

export interface ToyBatch extends Batch {
  /** pairs of numbers */
  readonly xs: Float32Array;
  readonly ys: Float32Array;
}

interface Toy {
  readonly params: ParamTree;
  readonly loss: (batch: ToyBatch, rng: Rng) => Scalar;
  /** the loss on examples of its own, without noise */
  readonly validate: () => { loss: number };
}

const BATCH_SIZE = 8;
const HIDDEN_SIZE = 6;

function makeExamples(rng: Rng, count: number): ToyBatch {
  const xs = rng.normalValues(2 * count);
  const ys = Float32Array.from({ length: count }, (_, index) => {
    const [a, b] = [xs[2 * index] as number, xs[2 * index + 1] as number];
    return Math.sin(a) + 0.5 * b;
  });
  return { xs, ys, tokens: count };
}

export function makeToy({ noise = 0.05 } = {}): Toy {
  const rng = Rng.fromSeed(5);
  const weight1 = param(rng.fold('weight1').normal([2, HIDDEN_SIZE], 0, 0.7) as Tensor2D);
  const bias1 = param(zeros([HIDDEN_SIZE]));
  const weight2 = param(rng.fold('weight2').normal([HIDDEN_SIZE, 1], 0, 0.4) as Tensor2D);
  const bias2 = param(zeros([1]));
  const held = makeExamples(rng.fold('held out'), 64);

  const errorOf = ({ xs, ys }: ToyBatch, noiseAt?: Rng): Scalar => {
    const clean = tensor2d(xs, [ys.length, 2]);
    const inputs = noiseAt ? add(clean, noiseAt.normal([ys.length, 2], 0, noise)) : clean;
    const hidden = tanh(add(matMul(inputs as Tensor2D, weight1), bias1)) as Tensor2D;
    const outputs = add(matMul(hidden, weight2), bias2);
    return mean(square(sub(outputs, tensor2d(ys, [ys.length, 1])))) as Scalar;
  };
  return {
    params: { hidden: { weight: weight1, bias: bias1 }, output: { weight: weight2, bias: bias2 } },
    loss: errorOf,
    validate: () => scope(() => ({ loss: errorOf(held).dataSync()[0] as number })),
  };
}

/** `batches` batches an epoch, shuffled. */
export function makeToySource(batches = 12, batchSize = BATCH_SIZE): BatchSource<ToyBatch> {
  const { xs, ys } = makeExamples(Rng.fromSeed(6), batches * batchSize);
  const pick = (examples: Uint32Array): ToyBatch => ({
    xs: Float32Array.from({ length: 2 * examples.length }, (_, index) => {
      return xs[2 * (examples[index >> 1] as number) + (index & 1)] as number;
    }),
    ys: Float32Array.from(examples, (example) => ys[example] as number),
    tokens: examples.length,
  });
  return {
    fingerprint: `toy of ${batches} batches`,
    batchesIn: () => batches,
    *batches(epoch, from) {
      const order = Rng.fromSeed(7)
        .fold('order', epoch)
        .permutation(batches * batchSize);
      for (let number = from; number < batches; number++) {
        yield pick(order.subarray(number * batchSize, (number + 1) * batchSize));
      }
    },
  };
}

/** With everything that has a state. */
export function toyOptions(toy: Toy): FitOptions<ToyBatch> {
  return {
    params: toy.params,
    source: makeToySource(),
    loss: toy.loss,
    optimizer: adamW(),
    schedule: reduceOnPlateau(warmupInverseSqrt({ learningRate: 0.03, warmupSteps: 10 }), {
      patience: 0,
      factor: 0.9,
    }),
    rng: Rng.fromSeed(8),
    epochs: 5,
    clipNorm: 1,
    accumulate: 2,
    averaging: { kind: 'ema', decay: 0.9 },
    validate: toy.validate,
    logEvery: 1,
  };
}

export function hashWeights(...sets: readonly Weights[]): string {
  const hash = createHash('sha256');
  for (const weights of sets) {
    for (const name of [...weights.keys()].sort()) hash.update(name).update(weights.get(name)?.values ?? '');
  }
  return hash.digest('hex');
}

async function main(folder: string, { resume, slow }: { resume: boolean; slow: boolean }): Promise<void> {
  await startEngine();
  const options = toyOptions(makeToy());
  const store = checkpointFolder(join(folder, 'checkpoints'));
  const result = await fit({
    ...options,
    checkpoints: { store, every: 3, resume, configuration: {} },
    log: logFile(join(folder, 'training.jsonl')),
    onGradients: async (_, { step }) => {
      process.stdout.write(`step ${step}\n`);
      if (slow) await setTimeout(20);
    },
  });
  const last = readTensors(namedParams(options.params));
  process.stdout.write(`${hashWeights(last, result.weights, options.optimizer.state())}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main(process.argv[2] as string, {
    resume: process.argv.includes('--resume'),
    slow: process.argv.includes('--slow'),
  });
}
