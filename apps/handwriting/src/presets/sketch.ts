import type { Settings } from '../settings.ts';
import { drawer } from './drawer.ts';

/** Free drawing by a variational model: knows a drawing by a vector, and draws what is between two of them. */
export const sketch: Settings = {
  ...drawer,
  hiddenSize: 256,
  // The paper's: half the width of a decoder, in each direction.
  encoderSize: 128,
  // The paper has 128 for drawings of any kind; kanji share their strokes.
  latentSize: 64,
  // Of nats a step. The paper's 0.5 weighs means over 128 coordinates and over all steps that there is room for: of
  // kanji, with room for 88, that would be a third of a nat for each nat.
  klWeight: 0.5,
  // The decoder is to listen to the vector; noise in what it reads of the steps is left to the augmentation.
  dropout: 0,
};
