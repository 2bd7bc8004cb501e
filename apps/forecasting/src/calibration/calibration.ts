import { InputError } from '@reprise/core/errors';
import { z } from 'zod';
import { intervalName, percent } from '../metrics/measures.ts';
import { conformalRank } from './conformalQuantile.ts';

const calibrationSchema = z
  .strictObject({
    format: z.literal(1),
    tails: z.enum(['joint', 'each']),
    levels: z.array(z.number()).min(3),
    stepsPerGroup: z.int().min(1),
    groups: z.array(z.strictObject({ scores: z.int().min(1), corrections: z.array(z.number()) })).min(1),
  })
  .refine(({ levels, groups }) => groups.every(({ corrections }) => corrections.length === levels.length), {
    message: 'expected a correction for each level',
  });

/**
 * How far the quantiles of a forecaster were off on forecasts that it was not trained on. Plain JSON, to be kept beside
 * the model's weights.
 */
export interface Calibration {
  /** the version of this form */
  readonly format: 1;
  /** whether the two quantiles of a pair move alike (`joint`), or each on its own */
  readonly tails: 'joint' | 'each';
  /** that were calibrated, ascending, in mirrored pairs around 0.5 */
  readonly levels: readonly number[];
  /** steps ahead that share their corrections: steps 1 … stepsPerGroup the first group's, and so on */
  readonly stepsPerGroup: number;
  /** the last is for all later steps too */
  readonly groups: readonly CalibrationGroup[];
}

export interface CalibrationGroup {
  /** how many errors it was made from */
  readonly scores: number;
  /** for each level: what is added to its quantile, in units of the series' scale; 0 at level 0.5 */
  readonly corrections: readonly number[];
}

/**
 * @param json as `JSON.stringify` wrote it, parsed
 * @param name where it comes from, for the message
 * @throws InputError when it is not a calibration
 */
export function parseCalibration(json: unknown, name: string): Calibration {
  const result = calibrationSchema.safeParse(json);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue && issue.path.length > 0 ? `${issue.path.join('.')}: ` : '';
  throw new InputError(
    `${name}: expected the calibration of a forecaster, got something else (${where}${issue?.message ?? ''}). ` +
      'Calibrate the model again.',
  );
}

/**
 * What a user should know: which intervals had too few errors to calibrate on to promise their coverage. None where
 * all had enough.
 */
export function calibrationWarnings({ tails, levels, groups, stepsPerGroup }: Calibration): string[] {
  const share = tails === 'joint' ? 2 : 1;
  return groups.flatMap(({ scores }, index) => {
    const from = index * stepsPerGroup + 1;
    const steps =
      index === groups.length - 1
        ? `from step ${from} on`
        : `of steps ${from} to ${from + stepsPerGroup - 1}`;
    const promised = Math.max(0, 1 - (tails === 'joint' ? 1 : 2) / (scores + 1));
    return levels
      .filter((level) => level < 0.5 && conformalRank(scores, 1 - share * level) > scores)
      .map(
        (level) =>
          `The ${intervalName(1 - 2 * level)} ${steps} is calibrated on ${scores} errors, too few for it: it is as ` +
          `wide as the largest of them, and promises ${percent(promised)} only.`,
      );
  });
}
