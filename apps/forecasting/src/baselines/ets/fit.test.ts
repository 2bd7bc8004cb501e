import { describe, expect, it } from 'vitest';
import { goldenCase, GOLDENS, type GoldenEts } from '../goldens.fixture.ts';
import { fitEts } from './fit.ts';
import { ALPHA, BETA, GAMMA, LEVEL, modelName, PHI, SLOPE } from './model.ts';

/** statsforecast's search leaves the region β < α, γ < 1 - α. */
function inRegion({ numbers }: GoldenEts): boolean {
  return numbers[BETA]! <= numbers[ALPHA]! && numbers[GAMMA]! <= 1 - numbers[ALPHA]!;
}

const FITS = Object.entries(GOLDENS.models).flatMap(([name, fits]) =>
  fits.map((fit) => ({ title: `${modelName(fit.model)} of ${name}`, name, fit })),
);

describe('fitEts', () => {
  it.each(FITS.filter(({ fit }) => inRegion(fit)))(
    'is as likely as statsforecast’s: $title',
    ({ name, fit }) => {
      const { values, season } = goldenCase(name);
      const found = fitEts(Float64Array.from(values), fit.model, season)!;
      expect(found.aicc).toBeLessThan(fit.aicc + 0.01);
      const [alpha, beta, gamma, phi] = [ALPHA, BETA, GAMMA, PHI].map((which) => found.numbers[which]!);
      expect(alpha).toBeGreaterThan(0);
      expect(beta).toBeLessThanOrEqual(alpha!);
      expect(gamma).toBeLessThanOrEqual(1 - alpha!);
      expect(phi).toBeGreaterThanOrEqual(0.8);
    },
  );

  it('is compared with at least 20 of statsforecast’s fits', () => {
    expect(FITS.filter(({ fit }) => inRegion(fit)).length).toBeGreaterThanOrEqual(20);
  });

  it('finds a line exactly', () => {
    const values = Float64Array.from({ length: 20 }, (_, time) => 7 + 3 * (time + 1));
    const { numbers, variance, state } = fitEts(values, { error: 'A', trend: 'A', season: 'N' }, 1)!;
    expect(numbers[LEVEL]).toBeCloseTo(7, 6);
    expect(numbers[SLOPE]).toBeCloseTo(3, 6);
    expect(state.level).toBeCloseTo(67, 6);
    expect(variance).toBeLessThan(1e-12);
  });

  it('does not fit more parameters than the values bear', () => {
    const values = Float64Array.of(3, 1, 4, 1, 5, 9, 2, 6);
    expect(fitEts(values, { error: 'A', trend: 'Ad', season: 'A' }, 4)).toBeUndefined();
    expect(fitEts(values, { error: 'A', trend: 'A', season: 'N' }, 1)).toBeDefined();
  });
});
