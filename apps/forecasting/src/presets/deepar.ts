import type { Settings } from '../settings.ts';
import { small } from './small.ts';

/** DeepAR as its paper has it, in size and heads; for counts take `--set distribution=negativeBinomial --set scaling=mean`. */
export const deepar: Settings = {
  ...small,
  model: 'deepar',
  context: 2,
  cell: 'lstm',
  hiddenSize: 40,
  layers: 2,
  anchor: 'none',
  learningRate: 0.001,
};
