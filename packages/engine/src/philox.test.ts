import { describe, expect, it } from 'vitest';
import { philoxBlock, philoxStream } from './philox.ts';

type Words4 = [number, number, number, number];

describe('philoxBlock', () => {
  // The known answers that the authors publish with Random123, philox4x32-10.
  const cases: [name: string, counter: Words4, key: [number, number], expected: Words4][] = [
    ['zeros', [0, 0, 0, 0], [0, 0], [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]],
    [
      'ones',
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    ],
    [
      'the digits of pi',
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    ],
  ];
  it.each(cases)('gives the published answer for %s', (_, counter, [key0, key1], expected) => {
    const out = new Uint32Array(4);
    philoxBlock(...counter, key0, key1, out);
    expect([...out]).toEqual(expected);
  });

  it('writes where it is told', () => {
    const out = new Uint32Array(12).fill(7);
    philoxBlock(1, 2, 3, 4, 5, 6, out, 4);
    expect([...out.slice(0, 4), ...out.slice(8)]).toEqual(Array.from({ length: 8 }, () => 7));
  });
});

describe('philoxStream', () => {
  it('of n words begins every longer stream', () => {
    const long = philoxStream(12, 34, 103);
    expect(long).toHaveLength(103);
    for (const count of [0, 1, 4, 7, 100]) expect(philoxStream(12, 34, count)).toEqual(long.slice(0, count));
  });

  it('is another for another seed', () => {
    const streams = [
      philoxStream(1, 2, 8),
      philoxStream(2, 1, 8),
      philoxStream(1, 3, 8),
      philoxStream(0, 0, 8),
    ];
    expect(new Set(streams.map(String)).size).toBe(streams.length);
  });
});
