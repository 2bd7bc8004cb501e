import type { Batch, BatchSource } from '@reprise/core';
import type { Module, Rng, Scalar } from '@reprise/engine';
import type { z } from 'zod';
import type { Corpus } from './data/corpus.ts';
import type { DuplicatePolicy } from './data/duplicates.ts';
import type { Settings } from './settings.ts';

/** Mean nats by name; `loss` is what the training makes small. */
export type Scores = Readonly<Record<string, number>> & { readonly loss: number };

/** A network that is trained on batches. */
export interface Trainable<B extends Batch> extends Module {
  /** @param rng of dropout; without it the network is in evaluation */
  loss(batch: B, rng?: Rng): Scalar;
}

/** One way to model music: what its pieces are, how a network for them is made and what is measured of it. */
export interface Task<P, B extends Batch, M extends Trainable<B>, A> {
  /** the name in the setting `model` */
  readonly kind: Settings['model'];
  /** what is said one after the other, in the plural */
  readonly unit: string;
  /** what the scores mean, by name */
  readonly meanings: Readonly<Record<string, string>>;
  /** what config.json has to hold beside the settings */
  readonly architecture: z.ZodType<A>;
  /** @throws InputError for files that are not of its form */
  load(path: string, options: { readonly duplicates?: DuplicatePolicy | undefined }): Promise<Corpus<P>>;
  architectureOf(pieces: readonly P[], settings: Settings): A;
  /** @param rng draws the weights; without it they are zero, to be loaded */
  makeNetwork(architecture: A, settings: Settings, rng?: Rng): M;
  source(
    pieces: readonly P[],
    options: { readonly architecture: A; readonly settings: Settings; readonly seed: number },
  ): BatchSource<B>;
  /** How a network is measured on pieces; the batches are made once. */
  scores(pieces: readonly P[], architecture: A): (network: M) => Scores;
}
