/**
 * An exponential smoothing model in the taxonomy of Hyndman et al. (2008): how the error, the trend and the season
 * enter. N none, A additive, M multiplicative, Ad additive and damped.
 */
export interface EtsModel {
  readonly error: 'A' | 'M';
  readonly trend: 'N' | 'A' | 'Ad';
  readonly season: 'N' | 'A' | 'M';
}

/**
 * The models that are tried: all but those with a multiplicative trend, whose forecasts explode, and with an additive
 * error under a multiplicative season, whose likelihood is unstable near zero.
 */
export const ETS_MODELS: readonly EtsModel[] = (['A', 'M'] as const).flatMap((error) =>
  (['N', 'A', 'Ad'] as const).flatMap((trend) =>
    (error === 'A' ? (['N', 'A'] as const) : (['N', 'A', 'M'] as const)).map((season) => ({
      error,
      trend,
      season,
    })),
  ),
);

/** `ETS(M,Ad,M)` */
export function modelName({ error, trend, season }: EtsModel): string {
  return `ETS(${error},${trend},${season})`;
}

/**
 * Where a model's numbers stand in one array: the four smoothing parameters, then the state before the first value,
 * whose seasonal part is [season], that of the first value first. What a model lacks stays at `neutral`.
 */
export const ALPHA = 0;
export const BETA = 1;
export const GAMMA = 2;
export const PHI = 3;
export const LEVEL = 4;
export const SLOPE = 5;
export const SEASONAL = 6;

/** Parameters and states with which trend and season have no effect. @param season 1 for a model without */
export function neutral(model: EtsModel, season: number): Float64Array {
  const numbers = new Float64Array(SEASONAL + season);
  numbers[PHI] = 1;
  if (model.season === 'M') numbers.fill(1, SEASONAL);
  return numbers;
}
