import { closeTo, differentiate, tensorTest } from '@reprise/testing';
import { describe, expect } from 'vitest';
import { reshape, tensor1d, tensor2d, type Tensor, type Tensor1D, type Tensor2D } from '../ops.ts';
import { param } from '../params.ts';
import { Rng } from '../rng.ts';
import { startEngine } from '../tf.ts';
import { embed } from './embedding.ts';

const { kernels } = await startEngine();

describe('embed', () => {
  const cases = [
    { vocab: 1, size: 1, shape: [3] },
    { vocab: 5, size: 3, shape: [0] },
    { vocab: 6, size: 3, shape: [2, 4] },
    { vocab: 40, size: 17, shape: [90] },
    { vocab: 3000, size: 33, shape: [7, 40] },
  ];
  for (const { vocab, size, shape } of cases) {
    tensorTest(`looks up and adds up ids of shape [${shape.join(', ')}] in [${vocab}, ${size}]`, () => {
      const rng = Rng.fromSeed(vocab);
      const weight = param(rng.fold('weight').normal([vocab, size]) as Tensor2D);
      const count = shape.reduce((product, length) => product * length, 1);
      // Squared, so that the first ids come often, as they do in text.
      const ids = [...rng.fold('ids').words(count)].map((word) => Math.floor(vocab * (word / 2 ** 32) ** 2));
      const arriving = rng.fold('arriving').normal([...shape, size]);
      const run = (): Tensor[] => [
        embed(weight, reshape(tensor1d(ids, 'int32'), shape as [number]) as Tensor1D | Tensor2D),
      ];
      const { values, gradients } = differentiate(run, [arriving], new Map([['weight', weight]]));

      const rows = weight.arraySync();
      expect(values[0]!.shape).toEqual([...shape, size]);
      closeTo(
        reshape(values[0]!, [-1]),
        ids.flatMap((id) => rows[id]!),
        'embedded',
        { tolerance: 0 },
      );
      const sums = rows.map((row) => row.map(() => 0));
      const flat = arriving.dataSync();
      ids.forEach((id, at) => {
        for (let unit = 0; unit < size; unit++) sums[id]![unit]! += flat[at * size + unit]!;
      });
      closeTo(gradients.get('weight')!, sums, 'gradient of the table');
      weight.dispose();
    });
  }

  tensorTest('refuses an id that is not in the table', () => {
    const weight = tensor2d([[1], [2]]);
    const message = kernels ? /RepriseEmbedding: expected ids from 0 to 1, got/ : /2|-1/;
    expect(() => embed(weight, tensor1d([0, 2], 'int32')).dataSync()).toThrow(message);
    expect(() => embed(weight, tensor1d([0, -1], 'int32')).dataSync()).toThrow(message);
  });
});
