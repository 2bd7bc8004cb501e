import { loadGolden } from '@reprise/testing';
import type { EtsModel } from './ets/model.ts';

interface GoldenForecast {
  readonly mean: number[];
  readonly sigma: number[];
}

/** A fit of statsforecast's; `numbers` in the order of `ets/model.ts`. */
export interface GoldenEts extends GoldenForecast {
  readonly model: EtsModel;
  readonly numbers: number[];
  readonly deviance: number;
  readonly aicc: number;
  readonly variance: number;
}

interface GoldenCase {
  readonly name: string;
  readonly season: number;
  readonly values: number[];
  readonly naive: GoldenForecast;
  readonly drift: GoldenForecast;
  readonly seasonalNaive: GoldenForecast;
  readonly movingAverage: { readonly window: number; readonly mean: number };
  readonly theta: GoldenForecast & {
    /** of the season that was taken off */
    readonly season: 'additive' | 'multiplicative' | null;
    readonly alpha: number;
    readonly level: number;
    readonly loss: number;
  };
  readonly ets: GoldenEts;
}

/** What statsforecast computes: tools/golden/forecastingBaselines.py. */
export const GOLDENS = loadGolden('forecastingBaselines') as {
  readonly cases: readonly GoldenCase[];
  /** for the names of two cases: each model of `ETS_MODELS` */
  readonly models: Readonly<Record<string, readonly GoldenEts[]>>;
  /** probability and the standard normal variable's quantile there */
  readonly normalQuantiles: readonly (readonly [number, number])[];
};

export function goldenCase(name: string): GoldenCase {
  const found = GOLDENS.cases.find((example) => example.name === name);
  if (found === undefined) throw new Error(`goldenCase: none is named "${name}".`);
  return found;
}

/** The largest difference, as a share of the largest expected value. */
export function differenceOf(actual: ArrayLike<number>, expected: readonly number[]): number {
  const largest = Math.max(...expected.map(Math.abs));
  return Math.max(...expected.map((value, index) => Math.abs(value - (actual[index] as number)))) / largest;
}
