import { disposeParams, namedParams, Rng, ShapeError, zeros } from '@reprise/engine';
import { layerGoldenTest, tensorTest } from '@reprise/testing';
import { describe, expect } from 'vitest';
import { Linear } from './linear.ts';

const rng = Rng.fromSeed(1);

describe('Linear', () => {
  layerGoldenTest(
    'linear',
    () => new Linear({ inputSize: 3, outputSize: 4, rng }),
    (linear, xs) => linear.apply(xs),
  );

  tensorTest('works on any number of leading axes', () => {
    const linear = new Linear({ inputSize: 3, outputSize: 4, rng });
    expect(linear.apply(zeros([2, 3])).shape).toEqual([2, 4]);
    expect(linear.apply(zeros([2, 5, 6, 3])).shape).toEqual([2, 5, 6, 4]);
    disposeParams(linear.params);
  });

  tensorTest('has a bias unless told otherwise, and refuses another width', () => {
    const linear = new Linear({ inputSize: 3, outputSize: 4, bias: false, rng });
    expect([...namedParams(linear.params).keys()]).toEqual(['weight']);
    expect(() => linear.apply(zeros([2, 5]))).toThrow(ShapeError);
    disposeParams(linear.params);
  });
});
