import { disposeParams, Rng, tensor, type Tensor2D } from '@reprise/engine';
import { layerGoldenTest, tensorTest } from '@reprise/testing';
import { describe, expect } from 'vitest';
import { Embedding } from './embedding.ts';

const rng = Rng.fromSeed(1);

describe('Embedding', () => {
  layerGoldenTest(
    'embedding',
    () => new Embedding({ vocabSize: 6, embeddingSize: 3, rng }),
    (embedding, ids: Tensor2D) => embedding.apply(ids),
    { toInput: (ids) => tensor(ids as number[][], undefined, 'int32') },
  );

  tensorTest('starts at a standard deviation of embeddingSize^-0.5', () => {
    const embedding = new Embedding({ vocabSize: 500, embeddingSize: 16, rng });
    const squares = [...embedding.params.weight.dataSync()].reduce((sum, weight) => sum + weight ** 2, 0);
    expect(Math.sqrt(squares / 8000)).toBeCloseTo(0.25, 2);
    disposeParams(embedding.params);
  });
});
