import { leakCheck, trainSteps } from '@reprise/testing';
import { describe, expect, it } from 'vitest';

describe('training on the engine', () => {
  it('gives the same bits twice with one seed, and others with another', () => {
    const [once, twice, other] = [trainSteps(1, 8), trainSteps(1, 8), trainSteps(2, 8)];
    expect(once.every(Number.isFinite)).toBe(true);
    expect(once[7]).toBeLessThan(once[0]!);
    expect(new Uint32Array(twice.buffer)).toEqual(new Uint32Array(once.buffer));
    expect(new Uint32Array(other.buffer)).not.toEqual(new Uint32Array(once.buffer));
  });

  it('holds its memory over many steps', () => {
    const megabytes = (): number => process.memoryUsage().rss / 2 ** 20;
    let settled = 0;
    leakCheck(() =>
      trainSteps(1, 500, (step) => {
        if (step === 150) settled = megabytes();
      }),
    );
    // The smallest of a step's larger tensors has 128 KB: 350 that are not given back would show as 44 MB.
    // What the garbage collector is behind with on a busy machine was up to 22 MB.
    expect(megabytes() - settled).toBeLessThan(32);
  }, 120_000);
});
