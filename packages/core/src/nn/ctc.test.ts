import {
  argMax,
  disposeParams,
  memory,
  param,
  Rng,
  scope,
  tensor3d,
  zeros,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
} from '@reprise/engine';
import {
  closeTo,
  differentiate,
  gradientCheck,
  loadGolden,
  READING_FEATURES,
  READING_LETTERS,
  readingTask,
  tensorTest,
  toTensor,
  type Nested,
  type ReadingExample,
} from '@reprise/testing';
import { distance } from 'fastest-levenshtein';
import { describe, expect, it } from 'vitest';
import { padIds } from '../data/batch.ts';
import { fit } from '../train/fit.ts';
import type { Batch } from '../train/fitOptions.ts';
import { adamW } from '../train/optimizer.ts';
import { warmupCosine } from '../train/schedule.ts';
import { Bidirectional } from './bidirectional.ts';
import { ctcLoss, framesNeeded, type CtcLossOptions } from './ctc.ts';
import { Linear } from './linear.ts';
import { LSTMCell } from './lstm.ts';

describe('ctcLoss', () => {
  const { logits, labels, inputLengths, losses } = (
    loadGolden('ctc') as {
      ragged: { logits: Nested; labels: number[][]; inputLengths: number[]; losses: number[] };
    }
  ).ragged;
  const total = losses.reduce((sum, loss) => sum + loss, 0);
  const count = labels.flat().length;
  const run = (options?: CtcLossOptions, frames = inputLengths): Tensor =>
    ctcLoss(toTensor(logits) as Tensor3D, padIds(labels, 0), { inputLengths: frames, ...options });

  tensorTest('is the mean of PyTorch’s losses over the labels, or over the sequences', () => {
    closeTo(run(), total / count, 'a label');
    closeTo(run({ per: 'sequence' }), total / labels.length, 'a sequence');
  });

  tensorTest('is Infinity with a sequence that has no alignment, or leaves it out', () => {
    // The second row's labels, 3 3 3, need five frames.
    const frames = inputLengths.with(1, 4);
    expect(run({}, frames).dataSync()[0]).toBe(Infinity);
    const left = total - losses[1]!;
    closeTo(run({ zeroInfinity: true }, frames), left / (count - 3), 'a label');
    closeTo(run({ zeroInfinity: true, per: 'sequence' }, frames), left / 3, 'a sequence');
    closeTo(run({ zeroInfinity: true }), total / count, 'with all sequences');
  });

  tensorTest('of sequences that are left out has the gradient of the others', () => {
    const leaf = param(Rng.fromSeed(1).normal([3, 4, 4]) as Tensor3D);
    const padded = padIds([[1, 1, 2, 2], [3, 1], []], 0);
    const wrt = new Map([['logits', leaf]]);
    gradientCheck(() => [ctcLoss(leaf, padded, { zeroInfinity: true })], wrt);
    const { gradients } = differentiate(() => [ctcLoss(leaf, padded)], [toTensor(1)], wrt);
    expect(
      (gradients.get('logits') as Tensor)
        .dataSync()
        .slice(0, 16)
        .every((x) => x === 0),
    ).toBe(true);
    leaf.dispose();
  });

  tensorTest('without any label, or any alignment, stays a number', () => {
    const none = zeros([2, 3, 4]) as Tensor3D;
    closeTo(ctcLoss(none, padIds([[], []], 0)), 6 * Math.log(4), 'without labels');
    const impossible = padIds(
      [
        [1, 1, 1],
        [2, 2, 2],
      ],
      0,
    );
    closeTo(ctcLoss(none, impossible, { zeroInfinity: true }), 0, 'without alignments');
  });

  it('knows how many frames labels need', () => {
    expect([[], [5], [1, 2, 1], [3, 3, 3], [1, 1, 2, 2]].map(framesNeeded)).toEqual([0, 1, 3, 5, 6]);
  });
});

const STEPS = 200;
const BATCH_SIZE = 32;

type Reading = Batch & { readonly examples: readonly ReadingExample[] };

class Reader {
  readonly encoder: Bidirectional;
  readonly output: Linear;
  readonly params;

  constructor(rng: Rng) {
    const cell = (name: string): LSTMCell =>
      new LSTMCell({ inputSize: READING_FEATURES, hiddenSize: 16, rng: rng.fold(name) });
    this.encoder = new Bidirectional(cell('forward'), cell('backward'));
    this.output = new Linear({ inputSize: 32, outputSize: 1 + READING_LETTERS, rng: rng.fold('output') });
    this.params = { encoder: this.encoder.params, output: this.output.params };
  }

  logits(examples: readonly ReadingExample[]): Tensor3D {
    const lengths = examples.map(({ frames }) => frames.length);
    const silence = Array.from({ length: READING_FEATURES }, () => 0);
    const padded = examples.map(({ frames }) =>
      Array.from({ length: Math.max(...lengths) }, (_, at) => frames[at] ?? silence),
    );
    return this.output.apply(this.encoder.run(tensor3d(padded), { lengths }).outputs);
  }
}

/** Best path decoding: the likeliest class of each frame, runs merged, blanks removed. */
function read(model: Reader, examples: readonly ReadingExample[]): number[][] {
  return scope(() => {
    const best = argMax<Tensor2D>(model.logits(examples), 2).arraySync();
    return best.map((row, index) => {
      const path = row.slice(0, examples[index]!.frames.length);
      return path.filter((label, at) => label !== 0 && label !== path[at - 1]);
    });
  });
}

it(
  'a bidirectional LSTM learns to read letters whose places it is not told',
  { timeout: 180_000 },
  async () => {
    const before = memory().tensors;
    const model = new Reader(Rng.fromSeed(1));
    const optimizer = adamW();
    const examples = readingTask(1, STEPS * BATCH_SIZE);
    const batches = Array.from({ length: STEPS }, (_, index): Reading => {
      const own = examples.slice(index * BATCH_SIZE, (index + 1) * BATCH_SIZE);
      return { examples: own, tokens: own.flatMap(({ labels }) => labels).length };
    });
    await fit({
      params: model.params,
      source: { fingerprint: 'reading', batchesIn: () => STEPS, batches: (_, from) => batches.slice(from) },
      loss: (batch) =>
        ctcLoss(
          model.logits(batch.examples),
          padIds(
            batch.examples.map(({ labels }) => labels),
            0,
          ),
          {
            inputLengths: batch.examples.map(({ frames }) => frames.length),
          },
        ),
      optimizer,
      schedule: warmupCosine({ learningRate: 0.02, warmupSteps: 10, steps: STEPS }),
      rng: Rng.fromSeed(2),
      epochs: 1,
      clipNorm: 1,
    });
    const unseen = readingTask(2, 200);
    const found = read(model, unseen);
    const text = (labels: readonly number[]): string => labels.join('');
    const wrong = unseen.reduce((sum, { labels }, at) => sum + distance(text(labels), text(found[at]!)), 0);
    expect(1 - wrong / unseen.flatMap(({ labels }) => labels).length).toBeGreaterThan(0.98);
    optimizer.dispose();
    disposeParams(model.params);
    expect(memory().tensors).toBe(before);
  },
);
