import { gaussian } from './gaussian.ts';
import { negativeBinomial } from './negativeBinomial.ts';
import { studentT } from './studentT.ts';

/** The families by the name that a configuration gives them. */
export const DISTRIBUTIONS = { gaussian, studentT, negativeBinomial } as const;

export type DistributionName = keyof typeof DISTRIBUTIONS;
