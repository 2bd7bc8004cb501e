import { adam } from '@reprise/core';
import {
  disposeParams,
  mean,
  namedParams,
  Rng,
  scope,
  square,
  startEngine,
  sub,
  tensor2d,
  tensor3d,
  valueAndGradients,
  zeros,
  type Scalar,
  type Tensor2D,
  type Tensor3D,
} from '@reprise/engine';
import { gradientCheck, tensorTest } from '@reprise/testing';
import { expect } from 'vitest';
import { SeasonMix } from './seasonMix.ts';

await startEngine();

const BATCH = 2;
const AHEAD = 2;
const COUNT = 3;
const SEGMENT = 4;
const HIDDEN = 5;

const makeMix = (rng?: Rng): SeasonMix =>
  new SeasonMix({ hiddenSize: HIDDEN, count: COUNT, segment: SEGMENT, rng });
const drawHidden = (): Tensor3D => Rng.fromSeed(2).normal([BATCH, AHEAD, HIDDEN]) as Tensor3D;
const drawSeasons = (center = 0): Tensor3D =>
  Rng.fromSeed(3).normal([BATCH, AHEAD, COUNT * SEGMENT], center) as Tensor3D;
const drawErrors = (): Tensor2D => Rng.fromSeed(4).normal([BATCH, COUNT]) as Tensor2D;

tensorTest('without weights it is the plain mean of the seasons, place by place', () => {
  const mix = makeMix();
  const mixed = mix.apply(drawHidden(), drawSeasons(), drawErrors()).arraySync();
  const seasons = drawSeasons().arraySync();
  mixed.forEach((row, batch) =>
    row.forEach((segment, ahead) =>
      segment.forEach((value, place) => {
        const values = [0, 1, 2].map((season) => seasons[batch]![ahead]![season * SEGMENT + place]!);
        expect(value).toBeCloseTo((values[0]! + values[1]! + values[2]!) / 3, 5);
      }),
    ),
  );
  disposeParams(mix.params);
});

tensorTest('moves with the level of the seasons', () => {
  const mix = makeMix(Rng.fromSeed(1));
  const mixOf = (center: number) => mix.apply(drawHidden(), drawSeasons(center), drawErrors()).dataSync();
  const [low, high] = [mixOf(0), mixOf(100)];
  low.forEach((value, at) => expect(high[at]! - value).toBeCloseTo(100, 3));
  disposeParams(mix.params);
});

tensorTest('has the right gradients', () => {
  const mix = makeMix(Rng.fromSeed(1));
  gradientCheck(() => [mix.apply(drawHidden(), drawSeasons(), drawErrors())], namedParams(mix.params));
  disposeParams(mix.params);
});

tensorTest('learns to take the season that was least off', () => {
  const mix = makeMix(Rng.fromSeed(1));
  const params = namedParams(mix.params);
  const optimizer = adam();
  const rng = Rng.fromSeed(9);
  const rows = 16;
  /** Each row's value is that of one of its seasons, the one without an error. */
  const lossOf = (seed: number): Scalar => {
    const seasons = rng.fold(seed).normalValues(rows * COUNT * SEGMENT);
    const chosen = Array.from(rng.fold(seed, 'chosen').words(rows), (word) => word % COUNT);
    const errors = chosen.flatMap((right) => [0, 1, 2].map((season) => (season === right ? -3 : 0)));
    const targets = chosen.flatMap((right, row) =>
      Array.from(
        { length: SEGMENT },
        (_, place) => seasons[(row * COUNT + right) * SEGMENT + place] as number,
      ),
    );
    const mixed = mix.apply(
      zeros([rows, 1, HIDDEN]) as Tensor3D,
      tensor3d(seasons, [rows, 1, COUNT * SEGMENT]),
      tensor2d(errors, [rows, COUNT]),
    );
    return mean(square(sub(mixed, tensor3d(targets, [rows, 1, SEGMENT])))) as Scalar;
  };
  const measure = (): number => scope(() => lossOf(0).dataSync()[0] as number);
  const before = measure();
  for (let step = 1; step <= 200; step++) {
    scope(() => {
      const { gradients } = valueAndGradients(() => lossOf(step), [...params.values()]);
      optimizer.step(
        params,
        new Map([...params.keys()].map((name, index) => [name, gradients[index]!])),
        0.1,
      );
    });
  }
  expect(before).toBeGreaterThan(0.3);
  expect(measure()).toBeLessThan(0.01);
  optimizer.dispose();
  disposeParams(mix.params);
});
