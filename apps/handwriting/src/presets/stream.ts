import type { Settings } from '../settings.ts';
import { reader } from './reader.ts';

/** Reads while one writes: in one direction. */
export const stream: Settings = {
  ...reader,
  bidirectional: false,
  // One direction has to do what two do.
  hiddenSize: 256,
};
