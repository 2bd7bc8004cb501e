import {
  disposeParams,
  namedParams,
  Rng,
  startEngine,
  sum,
  tensor2d,
  valueAndGradients,
  type Tensor2D,
} from '@reprise/engine';
import { shakeParams, tensorTest } from '@reprise/testing';
import { afterAll, describe, expect } from 'vitest';
import { frameBatch, type FrameBatch } from './frameBatch.ts';
import { BernoulliHead, sigmoidOf, type FrameHead } from './frameHead.ts';
import { KEYS, LOWEST_KEY, type Frames } from './keys.ts';
import { NadeHead } from './nadeHead.ts';

await startEngine();

const [INPUT, SIZE] = [5, 7];
/** So few that all sets of them can be counted. */
const LOWEST = 4;
const PIECES: readonly Frames[] = [
  [[60, 64, 67], [], [21, 108], [60, 61, 62, 63, 64]],
  [[72], [48, 72]],
];
const rng = Rng.fromSeed(2);
const bernoulli = new BernoulliHead({ inputSize: INPUT, rng: rng.fold('bernoulli') });
const nade = new NadeHead({ inputSize: INPUT, size: SIZE, rng: rng.fold('nade') });
const HEADS: readonly (readonly [string, FrameHead])[] = [
  ['bernoulli', bernoulli],
  ['nade', nade],
];
for (const [name, head] of HEADS) shakeParams(head, rng.fold('shake', name));
afterAll(() => {
  for (const [, head] of HEADS) disposeParams(head.params);
});

function hiddenOf({ size, time }: FrameBatch): Tensor2D {
  return tensor2d(rng.fold('hidden').normalValues(size * time * INPUT), [size * time, INPUT]);
}

type Weights = Readonly<Record<string, ArrayLike<number>>>;

function weightsOf(head: FrameHead): Weights {
  return Object.fromEntries(
    Array.from(namedParams(head.params), ([name, value]) => [name, value.dataSync()]),
  );
}

/** Row `unit` of a matrix with `inputs` times a vector, and the bias. */
function affine(
  weights: Weights,
  name: string,
  unit: number,
  inputs: ArrayLike<number>,
  biased = true,
): number {
  let sum = biased ? (weights[`${name}bias`]![unit] as number) : 0;
  for (let at = 0; at < inputs.length; at++)
    sum += (weights[`${name}weight`]![unit * inputs.length + at] as number) * (inputs[at] as number);
  return sum;
}

/** Nats of a frame, or its lowest keys, as the papers define them: key after key, in double precision. */
const PAPERS: Readonly<
  Record<string, (weights: Weights, hidden: number[], keys: Set<number>, count?: number) => number>
> = {
  bernoulli: (weights, hidden, keys, count = KEYS) => {
    let nats = 0;
    for (let key = 0; key < count; key++) {
      const p = sigmoidOf(affine(weights, '', key, hidden));
      nats -= Math.log(keys.has(key) ? p : 1 - p);
    }
    return nats;
  },
  nade: (weights, hidden, keys, count = KEYS) => {
    const sums = Array.from({ length: SIZE }, (_, unit) => affine(weights, 'hidden.', unit, hidden));
    let nats = 0;
    for (let key = 0; key < count; key++) {
      const units = sums.map(sigmoidOf);
      const logit = affine(weights, 'visible.', key, hidden) + affine(weights, 'output.', key, units, false);
      const p = sigmoidOf(logit);
      nats -= Math.log(keys.has(key) ? p : 1 - p);
      if (keys.has(key))
        sums.forEach((sum, unit) => {
          sums[unit] = sum + (weights['keys.weight']![key * SIZE + unit] as number);
        });
    }
    return nats;
  },
};

describe.each(HEADS)('%s', (name, head) => {
  tensorTest('gives the nats of the papers, frame by frame', () => {
    const batch = frameBatch(PIECES);
    const hidden = hiddenOf(batch);
    const [nats, states] = [head.nll(hidden, batch).dataSync(), hidden.dataSync()];
    const weights = weightsOf(head);
    PIECES.forEach((frames, row) => {
      frames.forEach((pitches, at) => {
        const frame = row * batch.time + at;
        const state = [...states.slice(frame * INPUT, (frame + 1) * INPUT)];
        const expected = PAPERS[name]!(weights, state, new Set(pitches.map((pitch) => pitch - LOWEST_KEY)));
        expect(nats[frame]).toBeCloseTo(expected, 3);
      });
    });
  });

  tensorTest('has the gradients of the papers, along random directions', () => {
    const batch = frameBatch(PIECES);
    const hidden = hiddenOf(batch);
    const named = namedParams(head.params);
    const { gradients } = valueAndGradients(() => sum(head.nll(hidden, batch)), [...named.values()]);
    const [weights, states] = [weightsOf(head), hidden.dataSync()];
    const total = (moved: Weights) =>
      Array.from({ length: batch.size * batch.time }).reduce<number>((nats, _, frame) => {
        const pitches = PIECES[Math.floor(frame / batch.time)]![frame % batch.time] ?? [];
        const state = [...states.slice(frame * INPUT, (frame + 1) * INPUT)];
        return nats + PAPERS[name]!(moved, state, new Set(pitches.map((pitch) => pitch - LOWEST_KEY)));
      }, 0);
    [...named.keys()].forEach((parameter, index) => {
      const gradient = gradients[index]!.dataSync();
      const direction = rng.fold('direction', parameter).normalValues(gradient.length);
      const along = (distance: number) =>
        total({
          ...weights,
          [parameter]: direction.map((component, at) => weights[parameter]![at]! + distance * component),
        });
      const slope = (along(1e-3) - along(-1e-3)) / 2e-3;
      const ours = direction.reduce((dot, component, at) => dot + component * gradient[at]!, 0);
      expect(Math.abs(ours - slope), parameter).toBeLessThan(1e-3 * Math.max(1, Math.abs(slope)));
    });
  });

  tensorTest('draws the lowest keys together as often as it says they sound', () => {
    const hidden = hiddenOf(frameBatch([[[]]]));
    const sampler = head.sampler();
    const numbers = sampler.prepare(hidden).dataSync() as Float32Array;
    const [weights, state] = [weightsOf(head), [...hidden.dataSync()]];
    const DRAWS = 4000;
    const counts = new Float64Array(2 ** LOWEST);
    for (let draw = 0; draw < DRAWS; draw++) {
      const keys = sampler.draw(numbers, rng.fold('draw', draw)).filter((key) => key < LOWEST);
      counts[keys.reduce((bits, key) => bits + 2 ** key, 0)]!++;
    }
    counts.forEach((count, bits) => {
      const keys = new Set(
        Array.from({ length: LOWEST }, (_, key) => key).filter((key) => bits & (2 ** key)),
      );
      const p = Math.exp(-PAPERS[name]!(weights, state, keys, LOWEST));
      expect(Math.abs(count / DRAWS - p), `keys ${bits.toString(2)}`).toBeLessThan(
        4 * Math.sqrt((p * (1 - p)) / DRAWS),
      );
    });
  });
});
