import { add, tensor2d } from '@reprise/engine';
import { tensorTest } from '@reprise/testing';
import { describe, expect, it } from 'vitest';
import {
  applyScorers,
  blockRepeats,
  forbidTokens,
  forceBeginnings,
  minimumLength,
  type Prefix,
  type Scorer,
} from './scorers.ts';

const prefix = (ids: number[], source = 0): Prefix => ({ source, ids });
const forbidden = (n: number, ids: number[]): number[] => [...(blockRepeats(n).forbid?.(prefix(ids)) ?? [])];

describe('blockRepeats', () => {
  it.each([
    { n: 1, ids: [4, 2, 4], expected: [4, 2, 4] },
    { n: 2, ids: [1, 2, 3, 1], expected: [2] },
    { n: 2, ids: [1, 2, 1, 3, 1], expected: [2, 3] },
    { n: 2, ids: [1, 1], expected: [1] },
    { n: 3, ids: [1, 2, 3, 4, 1, 2], expected: [3] },
    { n: 3, ids: [1, 2, 3, 4, 2, 1], expected: [] },
    { n: 3, ids: [1, 2], expected: [] },
    { n: 2, ids: [], expected: [] },
  ])('n $n after $ids forbids $expected', ({ n, ids, expected }) => {
    expect(forbidden(n, ids)).toEqual(expected);
  });
});

describe('applyScorers', () => {
  const rows = [
    [-1, -2, -3, -4],
    [-5, -6, -7, -8],
  ];
  const apply = (scorers: Parameters<typeof applyScorers>[0], prefixes: Prefix[]): number[] =>
    Array.from(applyScorers(scorers, tensor2d(rows), prefixes).dataSync());

  tensorTest('forbids what any scorer forbids, each row for itself', () => {
    const scorers = [minimumLength(1, 0), forbidTokens([3]), blockRepeats(1)];
    const out = -Infinity;
    expect(apply(scorers, [prefix([]), prefix([2, 2])])).toEqual([out, -2, -3, out, -5, -6, out, out]);
  });

  tensorTest('leaves what everyone allows and nobody forbids', () => {
    const scorers = [forceBeginnings([[2], []]), { allow: () => [1, 2, 3] }, forbidTokens([3])];
    const out = -Infinity;
    expect(apply(scorers, [prefix([], 0), prefix([], 1)])).toEqual([out, out, -3, out, out, -6, -7, out]);
  });

  tensorTest('rescores in turn after the bans', () => {
    const twice: Scorer = { rescore: (logProbs) => add(logProbs, logProbs) };
    const shifted: Scorer = { rescore: (logProbs) => add(logProbs, 1) };
    expect(apply([twice, forbidTokens([0]), shifted], [prefix([]), prefix([])])).toEqual([
      -Infinity,
      -3,
      -5,
      -7,
      -Infinity,
      -11,
      -13,
      -15,
    ]);
  });
});
