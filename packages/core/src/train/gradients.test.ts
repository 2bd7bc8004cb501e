import { namedParams, startEngine } from '@reprise/engine';
import { beforeAll, describe, expect, it } from 'vitest';
import { groupsOf, meanGradients } from './gradients.ts';
import { makeToy, makeToySource, toyOptions, type ToyBatch } from './toyRun.fixture.ts';

beforeAll(startEngine);

describe('meanGradients', () => {
  it('weights batches by their tokens', () => {
    const { params: tree, loss } = makeToy({ noise: 0 });
    const params = namedParams(tree);
    const [whole] = makeToySource(1, 8).batches(0, 0) as Iterable<ToyBatch>;
    const { xs, ys } = whole!;
    const parts = [
      { xs: xs.slice(0, 6), ys: ys.slice(0, 3), tokens: 3 },
      { xs: xs.slice(6), ys: ys.slice(3), tokens: 5 },
    ];
    const rng = toyOptions(makeToy()).rng;
    const [a, b] = [[whole!], parts].map((batches) =>
      meanGradients(params, batches, (batch) => loss(batch, rng)),
    );
    expect(b!.loss.dataSync()[0]).toBeCloseTo(a!.loss.dataSync()[0]!, 6);
    for (const [name, gradient] of a!.gradients) {
      const other = b!.gradients.get(name)!.dataSync();
      for (const [index, value] of gradient.dataSync().entries()) expect(other[index]).toBeCloseTo(value, 6);
    }
  });

  it('refuses batches without tokens', () => {
    const { params, loss } = makeToy();
    const batch = { xs: new Float32Array(2), ys: new Float32Array(1), tokens: 0 };
    expect(() => meanGradients(namedParams(params), [batch], loss as never)).toThrow(/tokens in them, got 0/);
  });
});

describe('groupsOf', () => {
  it('never reads ahead of the group it gives', async () => {
    let read = 0;
    function* source(): Generator<number> {
      for (; read < 5;) yield read++;
    }
    const seen: [number[], number][] = [];
    for await (const group of groupsOf(source(), 2)) seen.push([group, read]);
    expect(seen).toEqual([
      [[0, 1], 2],
      [[2, 3], 4],
      [[4], 5],
    ]);
  });
});
