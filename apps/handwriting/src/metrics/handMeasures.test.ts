import { describe, expect, it } from 'vitest';
import type { Stroke } from '../ink.ts';
import { resample } from '../strokes/resample.ts';
import { transform } from '../strokes/geometry.ts';
import { arc, strokeOf } from '../strokes/strokes.fixture.ts';
import { measureHand, type HandMeasures } from './handMeasures.ts';
import { stems } from './hands.fixture.ts';
import { asShown } from './handSpread.ts';

function measure(strokes: readonly Stroke[], text: string): HandMeasures {
  const hand = measureHand({ strokes, text });
  if (!hand) throw new Error(`${text}: not measured`);
  return hand;
}

/** Arches, one an x-height high and two wide, side by side. */
const arches = (count: number): Stroke[] =>
  Array.from({ length: count }, (_, index) =>
    transform([arc(1, Math.PI, 2 * Math.PI, 60)], [1, 0, 0, 1, 2 * index, 0]),
  ).flat();

describe('measureHand', () => {
  it.each([20, 0, -15])('finds stems that lean by %s degrees', (slant) => {
    expect(measure(stems('minim', { slant, width: 1, bow: 0 }), 'minim').slant).toBeCloseTo(slant, 6);
  });

  it('knows a slant by what goes down, by the length and steepness of it', () => {
    const upright = strokeOf([0, -1], [0, 0]);
    const [up, bar] = [strokeOf([0, 0], [1, -1]), strokeOf([0, -0.5], [1, -0.5])];
    expect(measure([upright, up, bar], 'nn').slant).toBeCloseTo(0, 9);

    const short = strokeOf([2, -0.5], [1.5, 0]);
    const weight = Math.hypot(0.5, 0.5) * Math.cos(Math.PI / 4) ** 2;
    expect(measure([upright, short], 'nn').slant).toBeCloseTo((45 * weight) / (1 + weight), 6);

    // The second half of an arch, on which the angle goes evenly from 90 degrees to 0, to the left.
    const [angles, weights] = [Math.PI ** 2 / 16 - 1 / 4, Math.PI / 4];
    expect(measure(arches(2), 'nn').slant).toBeCloseTo((-(angles / weights) * 180) / Math.PI, 0);
  });

  it('measures width in x-heights a character', () => {
    const word = stems('minim', { slant: 0, width: 1.5, bow: 0 });
    expect(measure(word, 'minim').width).toBeCloseTo((4 * 1.5) / 5, 9);
    expect(measure(transform(word, [2, 0, 0, 1, 0, 0]), 'minim').width).toBeCloseTo((8 * 1.5) / 5, 9);
  });

  it('has the curvature of a circle, 1 over its radius in x-heights', () => {
    // An o is a circle as high as an x, an arch half of one twice as large.
    expect(measure([arc(3, 0, 2 * Math.PI, 200)], 'o').curvature).toBeCloseTo(2, 1);
    expect(measure(arches(3), 'nnn').curvature).toBeCloseTo(1, 1);
    expect(measure(stems('minim', { slant: 10, width: 1, bow: 0 }), 'minim').curvature).toBeCloseTo(0, 9);
  });

  it('does not depend on unit and place, nor on the tablet, before and after a writer is shown it', () => {
    const word = [
      ...arches(3),
      ...transform(stems('nn', { slant: 15, width: 1, bow: 0.1 }), [1, 0, 0, 1, 7, 0]),
    ];
    const others = {
      moved: transform(word, [40, 0, 0, 40, 300, -70]),
      fine: resample(word, 0.01),
      jittered: jittered(resample(word, 0.02), 0.004),
    };
    const text = 'nnnnn';
    for (const [name, strokes] of Object.entries(others)) {
      expectAlike(measure(strokes, text), measure(word, text), name);
      if (name !== 'moved')
        expectAlike(
          measure(asShown({ strokes, text }, 0.4).strokes, text),
          measure(asShown({ strokes: word, text }, 0.4).strokes, text),
          name,
        );
    }
  });

  it('says nothing of ink without a downstroke', () => {
    expect(measureHand({ strokes: [], text: 'a' })).toBeUndefined();
    expect(measureHand({ strokes: [strokeOf([1, 1])], text: 'i' })).toBeUndefined();
    expect(measureHand({ strokes: [strokeOf([0, 0], [3, 0])], text: '-' })).toBeUndefined();
  });
});

function expectAlike(hand: HandMeasures, other: HandMeasures, name: string): void {
  expect(Math.abs(hand.slant - other.slant), name).toBeLessThan(0.5);
  expect(Math.abs(hand.width / other.width - 1), name).toBeLessThan(0.02);
  expect(Math.abs(hand.curvature / other.curvature - 1), name).toBeLessThan(0.03);
}

/** Points to and fro beside their places. */
function jittered(strokes: readonly Stroke[], by: number): Stroke[] {
  return strokes.map(({ x, y }) => ({
    x: x.map((at, index) => at + (index % 2 ? by : -by)),
    y: y.map((at, index) => at + (index % 3 === 1 ? by : -by)),
  }));
}
