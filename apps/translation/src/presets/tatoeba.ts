import type { Settings } from '../settings.ts';
import { multi30k } from './multi30k.ts';

/** Tatoeba, English to French (about 160,000 short pairs): the model that ships. */
export const tatoeba: Settings = {
  ...multi30k,
  dropout: 0.2, // five times the text of Multi30k, so less has to be held back
  epochs: 10,
  batchTokens: 2500, // sentences are short: about 250 of them
  warmupSteps: 400,
  emaDecay: 0.999,
};
