import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Rng } from '@reprise/engine';
import { refusal } from '@reprise/testing';
import { describe, expect, it } from 'vitest';
import { handwritingData, hasHandwritingData } from '../files/handwritingData.fixture.ts';
import { augmentDrawing } from './augmentDrawing.ts';
import { drawingOf, inkOf, pointsOf } from './drawing.ts';
import { drawingBatch } from './drawingBatch.ts';
import { loadDrawings } from './drawingData.ts';
import { annealing, drawingSource } from './drawingSource.ts';
import { fitToDrawer } from './fitToDrawer.ts';
import { measureDrawings } from './measureDrawings.ts';
import { simplifyStrokes } from './simplify.ts';

const LINE = [
  [2, 1, 0],
  [4, 0, 1],
];

async function withFile<T>(content: unknown, use: (path: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'drawings-'));
  try {
    const path = join(folder, 'drawings.json');
    await writeFile(path, JSON.stringify(content));
    return await use(path);
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe('loadDrawings', () => {
  it('keeps the splits of a file', async () => {
    const corpus = await withFile({ train: [LINE, LINE], valid: [LINE], test: [] }, (path) =>
      loadDrawings({ data: [path] }),
    );
    expect([corpus.train.length, corpus.valid.length, corpus.test.length]).toEqual([2, 1, 0]);
    expect([...corpus.train[0]!.steps]).toEqual(LINE.flat());
    expect(corpus.summary).toBe('2 / 1 / 0 drawings of 4 / 2 / 0 points (train / valid / test)');
    expect(corpus.warnings).toEqual([]);
  });

  it('leaves out of the training alone what is too long or jumps off the paper, and says so', async () => {
    const long = Array.from({ length: 401 }, () => [1, 1, 0]);
    const jump = [...Array.from({ length: 4 }, () => [1, 1, 0]), [90_000, 0, 1]];
    const lines = Array.from({ length: 500 }, () => LINE);
    const corpus = await withFile({ train: [...lines, long, jump], test: [long, jump] }, (path) =>
      loadDrawings({ data: [path] }),
    );
    expect([corpus.train.length, corpus.test.length]).toEqual([500, 2]);
    expect(corpus.warnings).toEqual([
      'left out of the training: 1 of more than 400 points',
      'left out of the training: 1 whose pen jumps off the paper',
    ]);
  });

  it('tests on all of a file of its own', async () => {
    const corpus = await withFile({ train: [LINE], valid: [LINE], test: [LINE] }, (path) =>
      loadDrawings({ data: [path], test: path }),
    );
    expect([corpus.train.length, corpus.valid.length, corpus.test.length]).toEqual([2, 1, 3]);
  });

  it('says where a drawing is none, and that there are none to train on', async () => {
    const load = (content: unknown): Promise<unknown> =>
      withFile(content, (path) => loadDrawings({ data: [path] }));
    expect(await refusal(load({ train: [LINE, []] }))).toContain('train, drawing 2');
    expect(await refusal(load({ test: [LINE] }))).toContain('expected drawings to train on, got none');
  });

  it.skipIf(!hasHandwritingData)('reads kanji, in the splits they come in', async () => {
    const corpus = await loadDrawings({ data: [handwritingData('kanji', 'kanji.rdp100.json.gz')] });
    expect([corpus.train.length, corpus.valid.length, corpus.test.length]).toEqual([10_358, 600, 500]);
    // NumPy's std of all offsets.
    expect(measureDrawings(corpus.train).scale).toBeCloseTo(19.7642444, 6);
  });
});

describe('drawings', () => {
  it('are measured by all offsets, first points and longer sides', () => {
    const measures = measureDrawings([
      drawingOf(
        inkOf(
          [
            { dx: 2, dy: 1, pen: 0 },
            { dx: 4, dy: 0, pen: 1 },
          ],
          { id: 'line', scale: 1 },
        ),
      ),
    ]);
    const mean = 7 / 4;
    expect(measures.scale).toBeCloseTo(Math.sqrt((4 + 1 + 16) / 4 - mean * mean));
    expect(measures.start).toEqual([2, 1]);
    expect(measures.size).toBe(4);
    const dot = { id: 'dot', steps: Float32Array.of(0, 0, 1) };
    expect(measureDrawings([dot])).toEqual({ scale: 1, start: [0, 0], size: 1 });
  });

  it('become ink and are the same again', () => {
    const ink = inkOf(
      [
        { dx: 1, dy: 2, pen: 0 },
        { dx: 0.5, dy: 0, pen: 1 },
        { dx: -1, dy: 1, pen: 0 },
        { dx: 9, dy: 9, pen: 2 },
      ],
      { id: 'two', scale: 2 },
    );
    expect(ink.strokes.map(({ x, y }) => [[...x], [...y]])).toEqual([
      [
        [2, 3],
        [4, 4],
      ],
      [[1], [6]],
    ]);
    expect([...drawingOf(ink).steps]).toEqual([2, 4, 0, 1, 0, 1, -2, 2, 1]);
  });

  it('are read with the steps before and where the pen is, and end with their end', () => {
    const steps = Float32Array.of(8, 8, 0, 4, 0, 1, 0, 8, 0, 4, 0, 1);
    const { inputs, targets, lengths, tokens, time } = drawingBatch([{ steps }], { scale: 2 });
    expect([[...lengths], tokens, time]).toEqual([[5], 5, 5]);
    expect([...targets]).toEqual([
      ...[4, 4, 1, 0, 0],
      ...[2, 0, 0, 1, 0],
      ...[0, 4, 1, 0, 0],
      ...[2, 0, 0, 1, 0],
      ...[0, 0, 0, 0, 1],
    ]);
    expect([...inputs]).toEqual([
      ...[0, 0, 1, 0, 0, 0, 0, 0, 0],
      ...[4, 4, 1, 0, 0, 0, 0, 0, 0],
      ...[2, 0, 0, 1, 0, 0.5, 0, 0.5, 0],
      ...[0, 4, 1, 0, 0, 0.5, 1, 0, 0],
      ...[2, 0, 0, 1, 0, 1, 1, 0.5, 0],
    ]);
  });
});

describe('augmentDrawing', () => {
  const stroke = Float32Array.from(
    Array.from({ length: 60 }, (_, at) => [2, 1, at % 20 === 19 ? 1 : 0]).flat(),
  );

  it('stretches each axis by one factor, keeps ends of strokes, and changes nothing at strength 0', () => {
    expect(augmentDrawing(stroke, Rng.fromSeed(1), 0)).toBe(stroke);
    const augmented = augmentDrawing(stroke, Rng.fromSeed(1), 1);
    expect(augmentDrawing(stroke, Rng.fromSeed(1), 1)).toEqual(augmented);
    expect(pointsOf({ steps: augmented })).toBeLessThan(60);
    expect(augmented.filter((value, at) => at % 3 === 2 && value === 1)).toHaveLength(3);
    const sum = (axis: number): number =>
      augmented.reduce((total, value, at) => total + (at % 3 === axis ? value : 0), 0);
    expect(Math.abs(sum(0) / 120 - 1)).toBeLessThanOrEqual(0.15);
    expect(Math.abs(sum(1) / 60 - 1)).toBeLessThanOrEqual(0.15);
    expect(sum(0) / 120).not.toBeCloseTo(sum(1) / 60, 3);
  });

  it('keeps short strokes whole', () => {
    const short = Float32Array.of(0, 0, 0, 1, 0, 0, 1, 1, 1);
    for (let seed = 0; seed < 50; seed++)
      expect(augmentDrawing(short, Rng.fromSeed(seed), 1)).toHaveLength(9);
  });
});

it('batches are functions of seed and epoch, and the weight of the vectors rises with the epochs', () => {
  const drawings = Array.from({ length: 20 }, (_, at) => ({
    id: `${at}`,
    steps: Float32Array.of(at, 1, 0, 1, at, 1),
  }));
  const options = { scale: 1, augmentation: 1, batchTokens: 12, klWeight: 0.5, epochs: 10, seed: 3 };
  const batches = (epoch: number) => [
    ...(drawingSource(drawings, options).batches(epoch, 0) as Iterable<object>),
  ];
  expect(batches(2)).toEqual(batches(2));
  expect(batches(2)).not.toEqual(batches(3));
  expect(batches(0)[0]).toMatchObject({ klWeight: expect.closeTo(0.005, 6) as number, size: 4, tokens: 12 });
  expect(annealing(0.5)).toBeGreaterThan(0.9);
  expect(annealing(1)).toBeLessThan(1);
});

describe('ink from elsewhere', () => {
  const arc = {
    x: Float64Array.from({ length: 101 }, (_, at) => 500 - 200 * Math.cos((Math.PI * at) / 100)),
    y: Float64Array.from({ length: 101 }, (_, at) => 900 - 200 * Math.sin((Math.PI * at) / 100)),
  };

  it('loses the points that say nothing, and no more', () => {
    const straight = {
      x: Float64Array.of(0, 1, 2, 3, 3),
      y: Float64Array.of(0, 0, 0.01, 0, 4),
      t: Float64Array.of(0, 1, 2, 3, 4),
    };
    const [simple] = simplifyStrokes([straight], 0.1);
    expect([[...simple!.x], [...simple!.y], [...simple!.t!]]).toEqual([
      [0, 3, 3],
      [0, 0, 4],
      [0, 3, 4],
    ]);
    const [dot] = simplifyStrokes([{ x: Float64Array.of(7), y: Float64Array.of(8) }], 1);
    expect([...dot!.x, ...dot!.y]).toEqual([7, 8]);
    const [round] = simplifyStrokes([arc], 4);
    expect(round!.x.length).toBeGreaterThan(6);
    expect(round!.x.length).toBeLessThan(20);
  });

  it('gets the size of the drawings that were learned from', () => {
    const drawer = { architecture: { scale: 1, start: [0, 0] as [number, number], size: 100 } };
    const whole = fitToDrawer(drawer, { id: 'arc', strokes: [arc] });
    expect([Math.min(...whole.strokes[0]!.x), Math.max(...whole.strokes[0]!.x)]).toEqual([0, 100]);
    expect(Math.max(...fitToDrawer(drawer, { id: 'arc', strokes: [arc] }, 800).strokes[0]!.x)).toBe(50);
    const dot = { id: 'dot', strokes: [{ x: Float64Array.of(7), y: Float64Array.of(8) }] };
    expect([...fitToDrawer(drawer, dot).strokes[0]!.x]).toEqual([0]);
  });
});
