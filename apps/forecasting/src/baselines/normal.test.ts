import { describe, expect, it } from 'vitest';
import { GOLDENS } from './goldens.fixture.ts';
import { normalQuantile } from './normal.ts';

describe('normalQuantile', () => {
  it.each([
    // The paper's own check values.
    [0.25, -0.6744897501960817],
    [0.001, -3.090232306167814],
    [1e-20, -9.262340089798408],
  ])('is at %d what Wichura prints', (probability, expected) => {
    expect(normalQuantile(probability) / expected).toBeCloseTo(1, 14);
  });

  it('is SciPy’s to 13 digits over all three regions', () => {
    for (const [probability, expected] of GOLDENS.normalQuantiles) {
      expect(Math.abs(normalQuantile(probability) - expected), `at ${probability}`).toBeLessThanOrEqual(
        1e-13 * Math.max(1, Math.abs(expected)),
      );
    }
  });

  it('is 0 at the median and odd around it', () => {
    expect(normalQuantile(0.5)).toBe(0);
    expect(normalQuantile(0.975)).toBeCloseTo(-normalQuantile(0.025), 14);
  });

  it.each([0, 1, -0.1, NaN])('refuses %d', (probability) => {
    expect(() => normalQuantile(probability)).toThrow('expected a probability in (0, 1)');
  });
});
