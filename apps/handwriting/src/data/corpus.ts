import type { Split } from '@reprise/app/nameSplit';

export const SPLITS: readonly Split[] = ['train', 'valid', 'test'];

/** Examples to train on, to choose a model by, and to test it on. Where writers are known, none is in two of them. */
export interface Corpus<P> {
  readonly train: readonly P[];
  readonly valid: readonly P[];
  readonly test: readonly P[];
  /** what it holds, in lines for a person */
  readonly summary: string;
  /** what was left out, and why, a line each */
  readonly warnings: readonly string[];
}
