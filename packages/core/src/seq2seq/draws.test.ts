import { describe, expect, it } from 'vitest';
import { sampleIndex, type Sampling } from './draws.ts';

const PROBABILITIES = [0.05, 0.4, 0, 0.25, 0.3];
const LOG_PROBS = PROBABILITIES.map(Math.log);

/** How often each index comes when `uniform` takes every value of a fine grid. */
function frequencies(settings: Sampling, logProbs = LOG_PROBS): number[] {
  const steps = 10_000;
  const counts = logProbs.map(() => 0);
  for (let step = 0; step < steps; step++) {
    const index = sampleIndex(logProbs, settings, (step + 0.5) / steps);
    counts[index] = (counts[index] as number) + 1;
  }
  return counts.map((count) => count / steps);
}

function expectClose(actual: number[], expected: number[]): void {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, index) => expect(Math.abs(value - (expected[index] as number))).toBeLessThan(2e-4));
}

describe('sampleIndex', () => {
  it('draws in proportion to the probabilities', () => {
    expectClose(frequencies({ temperature: 1, topP: 1 }), PROBABILITIES);
  });

  it.each([0.5, 2])('draws in proportion to their power at temperature %d', (temperature) => {
    const powers = PROBABILITIES.map((p) => p ** (1 / temperature));
    const total = powers.reduce((sum, power) => sum + power);
    expectClose(
      frequencies({ temperature, topP: 1 }),
      powers.map((power) => power / total),
    );
  });

  it.each([
    { topP: 0.4, kept: [1] },
    { topP: 0.41, kept: [1, 4] },
    { topP: 0.69, kept: [1, 4] },
    { topP: 0.71, kept: [1, 3, 4] },
    { topP: 0.96, kept: [0, 1, 3, 4] },
    { topP: 1e-9, kept: [1] },
  ])('draws from the fewest that reach topP $topP: $kept', ({ topP, kept }) => {
    const total = kept.reduce((sum, index) => sum + (PROBABILITIES[index] as number), 0);
    const expected = PROBABILITIES.map((p, index) => (kept.includes(index) ? p / total : 0));
    expectClose(frequencies({ temperature: 1, topP }), expected);
  });

  it.each([
    { topK: 1, kept: [1] },
    { topK: 3, kept: [1, 3, 4] },
    { topK: 9, kept: [0, 1, 3, 4] },
  ])('draws from the best $topK: $kept, whatever the temperature', ({ topK, kept }) => {
    for (const temperature of [1, 0.5]) {
      const powers = PROBABILITIES.map((p, index) => (kept.includes(index) ? p ** (1 / temperature) : 0));
      const total = powers.reduce((sum, power) => sum + power);
      expectClose(
        frequencies({ temperature, topK }),
        powers.map((power) => power / total),
      );
    }
  });

  it('takes the nucleus of what topK leaves', () => {
    // Of 0.4 and 0.3 the first alone has more than half.
    expectClose(frequencies({ topK: 2, topP: 0.55 }), [0, 1, 0, 0, 0]);
  });

  it('keeps all that equal the last of the best', () => {
    expectClose(frequencies({ topK: 2 }, [0, 0, 0, -1]), [1 / 3, 1 / 3, 1 / 3, 0]);
  });

  it('keeps the lower index of equal ones', () => {
    expectClose(frequencies({ temperature: 1, topP: 0.25 }, [0, 0, 0, 0]), [1, 0, 0, 0]);
  });

  it('finds the most probable at a temperature near zero, and copes with nothing possible', () => {
    expect(sampleIndex(LOG_PROBS, { temperature: 1e-6, topP: 1 }, 0.999999)).toBe(1);
    expect(sampleIndex([-Infinity, -Infinity], { temperature: 1, topP: 0.9 }, 0.5)).toBe(0);
  });
});
