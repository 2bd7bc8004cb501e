import { recipeSettings } from '@reprise/app/settings';
import { z } from 'zod';

const size = z.int().min(1);
const rate = z.number().min(0).max(0.95);

/** Every setting of a training, with what it means; a preset gives a value to each. */
export const settingsSchema = z.strictObject({
  model: z
    .enum(['reader', 'imageReader', 'writer', 'drawer'])
    .describe(
      'reader: ink to text; imageReader: pixels to text; writer: text to ink; drawer: ink without text',
    ),
  cell: z.enum(['lstm', 'gru', 'elman']).describe('recurrent cell of readers'),
  hiddenSize: size.describe('width of the recurrent layers, of each direction where there are two'),
  layers: size.describe('recurrent layers'),
  bidirectional: z.boolean().describe('reader: reads from both ends; false for reading while one writes'),
  dropout: rate.describe('share of activations dropped between layers in training'),
  spacing: z
    .number()
    .min(0.02)
    .max(1)
    .describe('reader, writer: between points along a stroke; letters are about 1 high'),
  upright: z.boolean().default(false).describe('reader: slanted writing is set upright first'),
  inPlace: z
    .boolean()
    .default(false)
    .describe('reader: dots and bars that were set later are read with the letters they belong to'),
  curves: z.boolean().default(false).describe('reader: sees Bézier curves instead of points'),
  augmentation: z
    .number()
    .min(0)
    .max(3)
    .describe('how much ink is distorted in training; 1 is as people differ'),
  composed: z
    .number()
    .min(0)
    .max(4)
    .describe('readers: lines for each ink that are composed of inks of one writer, with spaces and marks'),
  language: z.boolean().describe('readers: learns what words there are, for a search that knows them'),
  imageHeight: z.int().min(16).max(128).describe('imageReader: pixels that a line is high'),
  components: size.describe('writer, drawer: normal distributions in the mixture of the next offset'),
  windows: size.describe('writer: normal distributions of the soft window over the text'),
  embeddingSize: size.describe('writer: width of the vector of a character'),
  latentSize: z.int().min(0).describe('drawer: width of what a drawing is known by; 0 for no encoder'),
  encoderSize: size.describe('drawer: width of each direction of the encoder'),
  klWeight: z.number().min(0).describe('drawer: weight of the Kullback-Leibler term at the end'),
  batchTokens: size.describe('points (columns of images) in a batch, padding included'),
  ...recipeSettings,
});

export type Settings = z.infer<typeof settingsSchema>;
