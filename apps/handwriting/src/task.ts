import type { Task as AnyTask, Trainable } from '@reprise/app';
import type { Corpus } from '@reprise/app/corpus';
import type { Batch } from '@reprise/core';
import type { Settings } from './settings.ts';

/** One thing to learn of ink: how a network for it is made, what it is trained on and what is measured of it. */
export interface Task<P, B extends Batch, M extends Trainable<B>, A> extends AnyTask<P, B, M, A, Settings> {
  /** @throws InputError for files that are not of its form */
  load(data: DataPaths): Promise<Corpus<P>>;
  /** files that it adds to a model's folder */
  readonly files?: readonly string[] | undefined;
  /** Learns what the network does not, and writes it into the model's folder, before the network. */
  complete?(
    network: M,
    corpus: Corpus<P>,
    options: {
      readonly architecture: A;
      readonly settings: Settings;
      readonly paths: DataPaths;
      readonly folder: string;
      readonly tell: (line: string) => void;
    },
  ): Promise<void>;
}

export const SCORE_WORDS = { examples: 'inks' };

/** Where examples are. */
export interface DataPaths {
  /** files that hold all splits, or the training's */
  readonly data: readonly string[];
  /** a file of which all is for the test */
  readonly test?: string | undefined;
  /** plain texts, from which a reader learns what words there are, beside those of the ink it is trained on */
  readonly texts?: readonly string[] | undefined;
}
