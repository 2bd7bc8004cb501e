import type { Settings } from '../settings.ts';
import { reader } from './reader.ts';

/** Words and single characters, from pictures: learned from ink that is drawn with many pens on many papers. */
export const imageReader: Settings = {
  ...reader,
  model: 'imageReader',
  layers: 2,
  // Half of the columns become frames, and a frame costs more than a point.
  batchTokens: 12_000,
  // Within the hour on two cores.
  epochs: 6,
};
