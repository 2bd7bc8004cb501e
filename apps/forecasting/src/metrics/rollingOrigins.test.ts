import { InputError } from '@reprise/core/errors';
import { describe, expect, it } from 'vitest';
import { rollingOrigins } from './rollingOrigins.ts';

describe('rollingOrigins', () => {
  it('goes from the end backwards, a horizon at a time', () => {
    expect(rollingOrigins({ length: 100, horizon: 10, count: 3 })).toEqual([90, 80, 70]);
  });

  it('overlaps windows where the stride is smaller, and never passes the end', () => {
    const cuts = rollingOrigins({ length: 20, horizon: 6, count: 4, stride: 2, minimumHistory: 8 });
    expect(cuts).toEqual([14, 12, 10, 8]);
    expect(Math.max(...cuts) + 6).toBe(20);
  });

  it('says how many would fit where the history is too short', () => {
    const ask = () => rollingOrigins({ length: 19, horizon: 6, count: 4, stride: 2, minimumHistory: 8 });
    expect(ask).toThrow(InputError);
    expect(ask).toThrow(
      '4 origins 2 steps apart with a horizon of 6 and 8 values before the first need 20 values; the series has 19. ' +
        'Ask for at most 3, or a shorter horizon.',
    );
    expect(rollingOrigins({ length: 19, horizon: 6, count: 3, stride: 2, minimumHistory: 8 })).toEqual([
      13, 11, 9,
    ]);
  });

  it('says so where the horizon is too long for any', () => {
    const ask = () => rollingOrigins({ length: 5, horizon: 5, count: 1 });
    expect(ask).toThrow('1 origin with a horizon of 5 and 1 values before the first need 6 values');
    expect(ask).toThrow(/has 5\. A shorter horizon\./u);
  });

  it.each(['horizon', 'count', 'stride', 'minimumHistory'])(
    'refuses a %s that is not a positive integer',
    (name) => {
      for (const value of [0, 1.5, -1, NaN]) {
        const ask = () => rollingOrigins({ length: 100, horizon: 5, count: 2, [name]: value });
        expect(ask).toThrow(InputError);
        expect(ask).toThrow(`expected a ${name} of 1 or more, got ${value}`);
      }
    },
  );
});
