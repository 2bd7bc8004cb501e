import {
  disposeParams,
  fill,
  namedParams,
  Rng,
  scope,
  startEngine,
  valueAndGradients,
} from '@reprise/engine';
import { gradientCheck, shakeParams, tensorTest } from '@reprise/testing';
import { describe, expect } from 'vitest';
import { drawerScores } from './drawerScores.ts';
import type { Drawing } from './drawing.ts';
import { drawingBatch, type DrawingBatch } from './drawingBatch.ts';
import { DrawingModel } from './drawingModel.ts';

await startEngine();

const KINDS = { 'a decoder alone': 0, 'a variational model': 2 } as const;

const DRAWINGS: readonly Drawing[] = [
  { id: 'corner', steps: Float32Array.of(0, 0, 0, 2, 0, 0, 0, 3, 1, -1, -2, 0, 0.5, 1, 1) },
  { id: 'line', steps: Float32Array.of(1, 1, 0, -2, 1, 1) },
  { id: 'dot', steps: Float32Array.of(1, 0, 1) },
];

function makeModel(latentSize: number, layers = 1): DrawingModel {
  const model = new DrawingModel({
    components: 2,
    hiddenSize: 4,
    layers,
    dropout: 0,
    latentSize,
    encoderSize: 3,
    rng: Rng.fromSeed(3),
  });
  shakeParams(model, Rng.fromSeed(8));
  return model;
}

function batchOf(drawings: readonly Drawing[], klWeight = 0.5): DrawingBatch {
  return drawingBatch(drawings, { scale: 2, klWeight });
}

function natsOf(model: DrawingModel, drawings: readonly Drawing[]): Float32Array {
  return scope(() => model.nats(batchOf(drawings)).steps.dataSync() as Float32Array);
}

describe.each(Object.entries(KINDS))('%s', (_, latentSize) => {
  tensorTest('has the gradients that differences give', () => {
    const model = makeModel(latentSize, 2);
    const batch = batchOf(DRAWINGS);
    gradientCheck(() => {
      const { steps, latent } = model.nats(batch, { latentRng: Rng.fromSeed(1) });
      return latent ? [steps, latent] : [steps];
    }, namedParams(model.params));
    disposeParams(model.params);
  });

  tensorTest('gives each of its parameters a gradient', () => {
    const model = makeModel(latentSize);
    const named = namedParams(model.params);
    const run = () => model.loss(batchOf(DRAWINGS), Rng.fromSeed(2));
    const { gradients } = valueAndGradients(run, [...named.values()]);
    const dead = [...named.keys()].filter((_, at) => gradients[at]!.dataSync().every((value) => value === 0));
    expect(dead).toEqual([]);
    disposeParams(model.params);
  });

  tensorTest('gives a drawing the same nats alone and beside a longer one, and padding none', () => {
    const model = makeModel(latentSize);
    const alone = natsOf(model, [DRAWINGS[1]!]);
    const beside = natsOf(model, DRAWINGS).slice(6, 12);
    expect(alone).toHaveLength(3);
    alone.forEach((value, at) => expect(beside[at]).toBeCloseTo(value, 4));
    expect([...beside.slice(3)]).toEqual([0, 0, 0]);
    disposeParams(model.params);
  });

  tensorTest('is scored by the mean over all steps, ends included', () => {
    const model = makeModel(latentSize);
    const { loss, reconstruction, kl } = drawerScores(DRAWINGS, { scale: 2 })(model);
    if (latentSize === 0) {
      const each = DRAWINGS.flatMap((drawing) => [...natsOf(model, [drawing])]);
      expect(each).toHaveLength(6 + 3 + 2);
      expect(loss).toBeCloseTo(each.reduce((sum, value) => sum + value, 0) / each.length, 4);
      expect(kl).toBeUndefined();
    } else {
      expect(kl).toBeGreaterThan(0);
      expect(loss).toBeCloseTo(reconstruction! + kl!, 6);
    }
    disposeParams(model.params);
  });
});

tensorTest('a decoder does not see the step that it says, nor a later one', () => {
  const model = makeModel(0);
  const before = natsOf(model, [DRAWINGS[0]!]);
  const moved = Float32Array.from(DRAWINGS[0]!.steps);
  moved[9] = 5;
  const after = natsOf(model, [{ id: 'moved', steps: moved }]);
  expect([...after.slice(0, 3)]).toEqual([...before.slice(0, 3)]);
  expect(after[3]).not.toBeCloseTo(before[3]!, 3);
  disposeParams(model.params);
});

tensorTest('the Kullback-Leibler term counts as it is weighed, and no less than its floor', () => {
  const model = makeModel(2);
  const lossAt = (klWeight: number): number =>
    scope(() => model.loss(batchOf(DRAWINGS, klWeight)).dataSync()[0]!);
  const assign = (pattern: RegExp, value: number): void => {
    for (const [name, variable] of namedParams(model.params))
      if (pattern.test(name)) variable.assign(scope(() => fill(variable.shape, value)));
  };
  assign(/^encoder\.mean\.bias/u, 3);
  const { latent } = model.nats(batchOf(DRAWINGS));
  const kl = [...latent!.dataSync()].reduce((sum, value) => sum + value, 0);
  expect(kl / 3).toBeGreaterThan(0.4);
  expect(lossAt(1) - lossAt(0)).toBeCloseTo(kl / 11, 4);
  // A posterior that is the normal distribution itself: no nats, but the floor of 0.2 for each of two coordinates.
  assign(/^encoder\.(mean|logVariance)/u, 0);
  expect([...model.nats(batchOf(DRAWINGS)).latent!.dataSync()]).toEqual([0, 0, 0]);
  expect(lossAt(1) - lossAt(0)).toBeCloseTo((3 * 0.4) / 11, 4);
  disposeParams(model.params);
});
