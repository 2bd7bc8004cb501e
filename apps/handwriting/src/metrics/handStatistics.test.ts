import { describe, expect, it } from 'vitest';
import { correlationOfHands, deviationOfHands, meanHand, ratioOfHands } from './handStatistics.ts';

const HANDS = [
  { slant: 1, width: 1, curvature: 3 },
  { slant: 2, width: 1, curvature: 1 },
  { slant: 6, width: 4, curvature: -4 },
];

describe('statistics of hands', () => {
  it('are of each measure by itself', () => {
    expect(meanHand(HANDS)).toEqual({ slant: 3, width: 2, curvature: 0 });
    // Squares of (-2, -1, 3), (-1, -1, 2) and (3, 1, -4), over 2.
    expect(deviationOfHands(HANDS)).toEqual({
      slant: Math.sqrt(7),
      width: Math.sqrt(3),
      curvature: Math.sqrt(13),
    });
    const [first, , last] = HANDS as [(typeof HANDS)[0], unknown, (typeof HANDS)[0]];
    expect(ratioOfHands(last, first)).toEqual({ slant: 6, width: 4, curvature: -4 / 3 });
  });

  it('correlate', () => {
    const others = [
      { slant: 10, width: -1, curvature: 1 },
      { slant: 20, width: -1, curvature: 0 },
      { slant: 60, width: -4, curvature: 1 },
    ];
    const { slant, width, curvature } = correlationOfHands(HANDS, others);
    expect(slant).toBeCloseTo(1, 12);
    expect(width).toBeCloseTo(-1, 12);
    // (3, 1, -4) · (1, -2, 1) / 3, over √26 · √(6 / 9)
    expect(curvature).toBeCloseTo(-1 / (Math.sqrt(26) * Math.sqrt(6 / 9)), 12);
  });

  it('are not numbers where there is too little', () => {
    expect(meanHand([]).slant).toBeNaN();
    expect(deviationOfHands(HANDS.slice(0, 1)).width).toBeNaN();
  });
});
