import { expect, test } from 'vitest';
import { layerFlops, selectWorks, WORKS } from './works.ts';

test('names are unique, and fit for files and command lines', () => {
  const names = WORKS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name))).toEqual([]);
});

test('the quick form has at least six works against PyTorch and none that needs another peer', () => {
  const quick = selectWorks([], true);
  expect(quick.length).toBeGreaterThanOrEqual(6);
  expect(quick.length).toBeLessThan(WORKS.length);
  expect(new Set(quick.map(({ peer }) => peer))).toEqual(new Set(['PyTorch']));
});

test('names select works in the order of the report, quick or not', () => {
  const names = selectWorks(['keyboard-step-onnx-runtime', 'gru-20x20x200'], true).map(({ name }) => name);
  expect(names).toEqual(['gru-20x20x200', 'keyboard-step-onnx-runtime']);
  expect(selectWorks([], false)).toEqual(WORKS);
});

test('an unknown name is refused with the one that was meant', () => {
  expect(() => selectWorks(['lstm-20x20x20'], false)).toThrow("Did you mean 'lstm-20x20x200'?");
  expect(() => selectWorks(['everything'], false)).toThrow(/there are: lstm-20x20x200, /);
});

test('the operations of a layer are those of three matrix products for each of its two weights', () => {
  const shape = { time: 20, batchSize: 20, size: 200, reset: 'after' } as const;
  const product = 2 * 400 * 200 * 200;
  expect(layerFlops({ cell: 'lstm', ...shape })).toBe(3 * 2 * 4 * product);
  expect(layerFlops({ cell: 'gru', ...shape })).toBe(3 * 2 * 3 * product);
});
