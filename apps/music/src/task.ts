import type { Task as AnyTask, Trainable } from '@reprise/app';
import type { Corpus } from '@reprise/app/corpus';
import type { Batch } from '@reprise/core';
import type { DuplicatePolicy } from './data/duplicates.ts';
import type { Settings } from './settings.ts';

/** One way to model music: what its pieces are, how a network for them is made and what is measured of it. */
export interface Task<P, B extends Batch, M extends Trainable<B>, A> extends AnyTask<P, B, M, A, Settings> {
  /** @throws InputError for files that are not of its form */
  load(path: string, options: { readonly duplicates?: DuplicatePolicy | undefined }): Promise<Corpus<P>>;
}

/** Scores of music are mean nats. */
export const SCORE_WORDS = { examples: 'pieces', scoreUnit: 'nats' };
