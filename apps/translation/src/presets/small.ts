import type { Settings } from '../settings.ts';
import { multi30k } from './multi30k.ts';

/** The default: a text of your own, of ten thousand to a few hundred thousand pairs, trained overnight at most. */
export const small: Settings = {
  ...multi30k,
  epochs: 20,
  schedule: 'plateau', // the right number of epochs is not known beforehand
  averaging: 'best',
  patience: 4,
};
