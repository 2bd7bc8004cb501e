import { disposeParams, startEngine } from '@reprise/engine';
import { slow, tensorTest, refusal } from '@reprise/testing';
import { describe, expect } from 'vitest';
import { pointsIn, type Ink } from '../ink.ts';
import { boundsOf } from '../strokes/geometry.ts';
import { drawInks } from './draw.ts';
import { drawerScores } from './drawerScores.ts';
import { drawingOf, inkOf } from './drawing.ts';
import { scaledSteps } from './drawingBatch.ts';
import { drawSteps } from './drawSteps.ts';
import { finishDrawing } from './finishDrawing.ts';
import { interpolate, slerp } from './interpolate.ts';
import { startLatents } from './latents.ts';
import { makeDrawer, square, SQUARES, trainOnSquares } from './squares.fixture.ts';

await startEngine();

const KINDS = { 'a decoder alone': {}, 'a variational model': { latentSize: 4 } } as const;

function placesOf({ strokes }: Ink): number[][] {
  return strokes.flatMap(({ x, y }) => Array.from(x, (at, index) => [at, y[index] as number]));
}

/** How far the corners of an ink are from those of the square that fits them best, as a share of its side. */
function unsquareness(ink: Ink): number {
  const places = placesOf(ink);
  if (places.length !== 5 || ink.strokes.length !== 1) return Infinity;
  const [startX, startY] = places[0] as [number, number];
  const side = Math.hypot(places[1]![0]! - startX, places[1]![1]! - startY);
  const wanted = placesOf(square(side)).map(([x, y]) => [x! - 3 + startX, y! - 5 + startY]);
  return Math.max(
    ...places.map(([x, y], index) => Math.hypot(x! - wanted[index]![0]!, y! - wanted[index]![1]!) / side),
  );
}

describe.each(Object.entries(KINDS))('%s', (_, changes) => {
  tensorTest(
    'draws the same with the same seed, another with another, and fewer as the first of more',
    async () => {
      const drawer = makeDrawer(changes);
      const options = { count: 3, seed: 5, maxPoints: 12, temperature: 1 };
      const drawn = await drawInks(drawer, options);
      expect(await drawInks(drawer, options)).toEqual(drawn);
      expect(await drawInks(drawer, { ...options, seed: 6 })).not.toEqual(drawn);
      const [first] = await drawInks(drawer, { ...options, count: 1 });
      const close = placesOf(first!).flat();
      expect(close.length).toBe(placesOf(drawn[0]!).flat().length);
      placesOf(drawn[0]!)
        .flat()
        .forEach((value, at) => expect(close[at]).toBeCloseTo(value, 2));
      for (const ink of drawn) {
        expect(pointsIn(ink)).toBeGreaterThanOrEqual(1);
        expect(pointsIn(ink)).toBeLessThanOrEqual(12);
      }
      disposeParams(drawer.network.params);
    },
  );

  tensorTest(
    'keeps the strokes that a drawing is started with, and goes on where the last one ended',
    async () => {
      const drawer = makeDrawer(changes);
      const dot: Ink = { id: 'dot', strokes: [{ x: Float64Array.of(900), y: Float64Array.of(-700) }] };
      for (const started of [dot, square(30)]) {
        const finished = await finishDrawing(drawer, started, { count: 4, temperature: 1, maxPoints: 10 });
        expect(finished).toHaveLength(4);
        for (const ink of finished) expect(ink.strokes.slice(0, 1)).toEqual(started.strokes);
        // The network has learned nothing: a step is of about the size of any, wherever the drawing lies.
        const next = finished.flatMap(({ strokes }) =>
          placesOf({ id: '', strokes: strokes.slice(1, 2) }).slice(0, 1),
        );
        const [x, y] = placesOf(started).at(-1) as [number, number];
        expect(next.length).toBeGreaterThan(0);
        for (const place of next) expect(Math.hypot(place[0]! - x, place[1]! - y)).toBeLessThan(300);
      }
      disposeParams(drawer.network.params);
    },
  );

  tensorTest('says what is wrong with what it is asked for', async () => {
    const drawer = makeDrawer(changes);
    const cases: [object, string][] = [
      [{ count: 0 }, 'draw: expected a whole number of drawings, 1 or more, got 0.'],
      [{ temperature: 0 }, 'draw: expected a temperature above 0, got 0.'],
      [{ bias: -1 }, 'draw: expected a bias of 0 or more, got -1.'],
      [{ maxPoints: 0 }, 'draw: expected maxPoints of 1 or more, got 0.'],
      [{ seed: 0.5 }, 'draw: expected a seed that is a whole number, 0 or more, got 0.5.'],
    ];
    for (const [options, message] of cases) expect(await refusal(drawInks(drawer, options))).toBe(message);
    expect(await refusal(finishDrawing(drawer, { id: 'empty', strokes: [] }))).toContain('got none');
    disposeParams(drawer.network.params);
  });
});

tensorTest('a decoder alone knows no way between drawings', async () => {
  const drawer = makeDrawer();
  expect(await refusal(interpolate(drawer, square(20), square(60)))).toContain(
    'expected a variational model',
  );
  disposeParams(drawer.network.params);
});

tensorTest('goes from one vector to another along a circle', () => {
  const middle = slerp([1, 0], [0, 1], 0.5);
  expect(middle[0]).toBeCloseTo(Math.SQRT1_2);
  expect(middle[1]).toBeCloseTo(Math.SQRT1_2);
  expect(slerp([3, 4], [-1, 2], 0)).toEqual([3, 4]);
  expect(slerp([2, 0], [4, 0], 0.5)).toEqual([3, 0]);
  expect(slerp([0, 0], [4, 0], 0.5)).toEqual([2, 0]);
});

slow('a decoder learns what a square is, draws it, and finishes it', async () => {
  const drawer = makeDrawer();
  const scores = drawerScores(SQUARES.map(drawingOf), drawer.architecture);
  const before = scores(drawer.network).loss;
  await trainOnSquares(drawer);
  expect(before).toBeGreaterThan(3);
  // What is left is where corners are missed by, about -2 nats a step, and the side, one step of six.
  expect(scores(drawer.network).loss).toBeLessThan(-1.5);
  for (const ink of await drawInks(drawer, { count: 8, temperature: 0.1 })) {
    expect(unsquareness(ink)).toBeLessThan(0.15);
  }
  const [whole] = await finishDrawing(drawer, square(40), { count: 1, temperature: 0.1 });
  expect(whole!.strokes).toHaveLength(1);
  disposeParams(drawer.network.params);
});

slow('a variational model redraws what it is given, and what is between', async () => {
  const drawer = makeDrawer({ latentSize: 4, klWeight: 0.1 });
  await trainOnSquares(drawer);
  const drawn = await interpolate(drawer, square(22), square(58), { steps: 5, temperature: 0.05 });
  const sides = drawn.map(sideOf);
  for (const ink of drawn) expect(unsquareness(ink)).toBeLessThan(0.25);
  expect(sides).toEqual([...sides].sort((a, b) => a - b));
  const random = (await drawInks(drawer, { count: 8, temperature: 0.05 })).map(sideOf);
  for (const [side, redrawn] of [
    [22, sides[0]!],
    [58, sides[4]!],
  ] as const) {
    const away = random.map((other) => Math.abs(other - side)).sort((a, b) => a - b);
    expect(Math.abs(redrawn - side)).toBeLessThan(Math.min(6, away[4]!));
  }
  // Of vectors that nothing else is known of, those are chosen that make squares of the size that was begun.
  const begun = async (side: number): Promise<number[]> => {
    const { scale } = drawer.architecture;
    const given = scaledSteps(drawingOf(square(side)), scale).slice(0, 2);
    const latents = startLatents(drawer.network, given, { count: 6, seed: 2 })!;
    const drawn = await drawSteps(drawer.network, { count: 6, latents, temperature: 0.05 });
    latents.dispose();
    return drawn.map((steps) => sideOf(inkOf(steps, { id: 'begun', scale })));
  };
  expect(Math.max(...(await begun(25)))).toBeLessThan(Math.min(...(await begun(55))));
  disposeParams(drawer.network.params);
});

function sideOf(ink: Ink): number {
  const { left, right } = boundsOf(ink.strokes);
  return right - left;
}
