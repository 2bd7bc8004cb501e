import { tensorTest } from '@reprise/testing';
import { describe, expect } from 'vitest';
import { zeros } from './ops.ts';
import { checkShape, ShapeError } from './shape.ts';

describe('checkShape', () => {
  tensorTest('returns the sizes that it names', () => {
    expect(checkShape('f', 'xs', zeros([2, 3, 4]), ['batch', 'time', 4])).toEqual({ batch: 2, time: 3 });
    expect(checkShape('f', 'x', zeros([]), [])).toEqual({});
  });

  tensorTest('holds a name to one size, in one tensor and across several', () => {
    const sizes = checkShape('f', 'xs', zeros([2, 3]), ['batch', 'time']);
    expect(checkShape('f', 'h', zeros([2, 5]), ['batch', 5], sizes)).toEqual({ batch: 2, time: 3 });
    expect(() => checkShape('f', 'h', zeros([3, 5]), ['batch', 5], sizes)).toThrow(ShapeError);
    expect(() => checkShape('f', 'square', zeros([3, 4]), ['n', 'n'])).toThrow(ShapeError);
  });

  tensorTest('names operation, argument, expected and given shape', () => {
    const check = (): unknown => checkShape('GRUCell.step', 'h', zeros([2, 3]), ['batch', 4], { batch: 2 });
    expect(check).toThrow(new ShapeError('GRUCell.step: expected h of shape [batch=2, 4], got [2, 3].'));
    expect(() => checkShape('f', 'xs', zeros([2]), ['batch', 4])).toThrow(
      'expected xs of shape [batch, 4], got [2].',
    );
  });
});
