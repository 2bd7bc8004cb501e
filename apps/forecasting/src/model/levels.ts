/** Levels of the quantiles that networks learn and forecasts give: the deciles, and the ends of the 95 % interval. */
export const LEVELS: readonly number[] = [0.025, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.975];
