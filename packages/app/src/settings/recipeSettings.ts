import { z } from 'zod';

const count = z.int().min(1);

/** The settings of how a network is trained, whatever it learns: to be spread into the schema of an application. */
export const recipeSettings = {
  epochs: count.describe('passes over the training data'),
  accumulate: count.describe('batches an optimizer step'),
  optimizer: z.enum(['adamw', 'adam', 'sgd']).describe('update rule'),
  learningRate: z.number().positive().describe('highest learning rate'),
  schedule: z.enum(['constant', 'cosine', 'plateau']).describe('course of the learning rate'),
  warmupSteps: z.int().min(0).describe('steps over which the learning rate rises'),
  weightDecay: z.number().min(0).describe('decay of the weights a step, times the learning rate'),
  clipNorm: z.number().positive().describe('largest norm of all gradients together'),
  averaging: z
    .enum(['none', 'ema', 'best'])
    .describe('which weights are exported: last, running mean, mean of the best'),
  emaDecay: z.number().min(0).lt(1).describe('memory of the running mean'),
  bestCount: count.describe('how many of the best checkpoints are averaged'),
  patience: z.int().min(0).describe('validations without improvement before it stops; 0 is never'),
};

/** Values of the {@link recipeSettings}. */
export type Recipe = z.infer<z.ZodObject<typeof recipeSettings>>;
