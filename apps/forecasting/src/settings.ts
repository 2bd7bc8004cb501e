import { recipeSettings } from '@reprise/app/settings';
import { z } from 'zod';

const size = z.int().min(1);
const rate = z.number().min(0).max(0.95);

/** Every setting of a training, with what it means; a preset gives a value to each. */
export const settingsSchema = z.strictObject({
  model: z
    .enum(['deepar', 'mqrnn', 'zeroShot'])
    .describe(
      'deepar: a path of values, each drawn after the one before; mqrnn: quantiles of all steps at once; zeroShot: the same for any series, learned from generated ones (pretrain)',
    ),
  context: z.number().positive().describe('steps that the network reads before it forecasts, in horizons'),
  cell: z.enum(['lstm', 'gru', 'elman']).describe('recurrent cell'),
  hiddenSize: size.describe('width of the recurrent layers'),
  layers: size.describe('recurrent layers'),
  embeddingSize: z.int().min(0).describe('width of the embedding of each category; 0 leaves categories out'),
  seriesEmbedding: z
    .boolean()
    .describe('each series is a category of its own: for series that stay the same'),
  distribution: z
    .enum(['gaussian', 'studentT', 'negativeBinomial'])
    .describe('deepar: what each value is drawn from'),
  segment: z
    .int()
    .min(0)
    .describe(
      'mqrnn: values read, and forecast, in one step of the recurrence; 0: a season, at most a horizon',
    ),
  attention: z.boolean().describe('mqrnn: each step ahead looks at what was read'),
  loss: z.enum(['quantile', 'absolute', 'squared']).describe('mqrnn: what is made small'),
  scaling: z
    .enum(['none', 'mean', 'standard'])
    .describe('a window is divided by its mean size; standard: less its mean, by its deviation'),
  anchor: z
    .enum(['none', 'last', 'seasonal'])
    .describe(
      'what is forecast is the change from: nothing, the last value, the value a season before (mqrnn: a mix of past seasons)',
    ),
  nonNegative: z.boolean().describe('where no value of a history is below 0, no forecast is either'),
  dropout: rate.describe('share of activations dropped in training'),
  weighting: z
    .enum(['series', 'length', 'scale'])
    .describe('which windows are drawn more often: of no series, of long ones, of large ones'),
  members: size.describe('networks of the ensemble, trained from seeds one after the other'),
  calibration: z
    .boolean()
    .describe('intervals are made as wide as the validation shows they have to be (split-conformal)'),
  batchSize: size.describe('windows in a batch'),
  epochBatches: size.describe('batches in an epoch'),
  ...recipeSettings,
});

export type Settings = z.infer<typeof settingsSchema>;
