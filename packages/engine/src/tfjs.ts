import { createRequire } from 'node:module';
import type * as TfCore from '@tensorflow/tfjs-core';

/**
 * The one copy of tfjs-core that everything shares. It comes through `require` because an ESM import of it
 * costs about 140 ms more at start-up on Node.
 */
export const requireHere = createRequire(import.meta.url);

export const tf = requireHere('@tensorflow/tfjs-core') as typeof TfCore;
