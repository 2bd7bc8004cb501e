import { tensorTest } from '@reprise/testing';
import { expect } from 'vitest';
import { idTensor, realRows } from './pairBatch.ts';
import { makePairBatch, PAIRS } from './toyModel.fixture.ts';

const batch = makePairBatch(PAIRS);

tensorTest('idTensor is [batch, time] of int32', () => {
  const ids = idTensor(batch.targetIn);
  expect(ids.dtype).toBe('int32');
  expect(ids.arraySync()).toEqual([
    [1, 3, 5, 4, 0],
    [1, 6, 4, 3, 5],
    [1, 5, 0, 0, 0],
  ]);
});

tensorTest('realRows are the places of the real ids, and the ids that stand there', () => {
  const { rows, labels } = realRows(batch.targetOut);
  expect([rows.dtype, labels.dtype]).toEqual(['int32', 'int32']);
  expect([...rows.dataSync()]).toEqual([0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11]);
  expect([...labels.dataSync()]).toEqual([3, 5, 4, 2, 6, 4, 3, 5, 2, 5, 2]);
});

tensorTest('realRows takes an id for real by its place alone, even one that is the padding', () => {
  const { rows, labels } = realRows({
    ids: Int32Array.of(0, 7, 0, 0),
    shape: [2, 2],
    lengths: Int32Array.of(1, 0),
  });
  expect([...rows.dataSync()]).toEqual([0]);
  expect([...labels.dataSync()]).toEqual([0]);
});
