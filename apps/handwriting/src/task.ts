import type { Batch, BatchSource } from '@reprise/core';
import type { Module, Rng, Scalar } from '@reprise/engine';
import type { z } from 'zod';
import type { Corpus } from './data/corpus.ts';
import type { Settings } from './settings.ts';

/** Means by name; `loss` is what the training makes small, in nats. */
export type Scores = Readonly<Record<string, number>> & { readonly loss: number };

/** A network that is trained on batches. */
export interface Trainable<B extends Batch> extends Module {
  /** @param rng of dropout; without it the network is in evaluation */
  loss(batch: B, rng?: Rng): Scalar;
}

/** One thing to learn of ink: how a network for it is made, what it is trained on and what is measured of it. */
export interface Task<P, B extends Batch, M extends Trainable<B>, A> {
  /** the name in the setting `model` */
  readonly kind: Settings['model'];
  /** what the loss is a mean over, in the plural */
  readonly unit: string;
  /** what the scores mean, by name */
  readonly meanings: Readonly<Record<string, string>>;
  /** what config.json has to hold beside the settings */
  readonly architecture: z.ZodType<A>;
  /** @throws InputError for files that are not of its form */
  load(data: DataPaths): Promise<Corpus<P>>;
  /** The shape that settings and training data ask for. */
  architectureOf(examples: readonly P[], settings: Settings): A;
  /** @param rng draws the weights; without it they are zero, to be loaded */
  makeNetwork(architecture: A, settings: Settings, rng?: Rng): M;
  source(
    examples: readonly P[],
    options: { readonly architecture: A; readonly settings: Settings; readonly seed: number },
  ): BatchSource<B>;
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
  /** How a network is measured on examples; the batches are made once. */
  scores(examples: readonly P[], architecture: A, settings: Settings): (network: M) => Scores;
}

/** Where examples are. */
export interface DataPaths {
  /** files that hold all splits, or the training's */
  readonly data: readonly string[];
  /** a file of which all is for the test */
  readonly test?: string | undefined;
  /** plain texts, from which a reader learns what words there are, beside those of the ink it is trained on */
  readonly texts?: readonly string[] | undefined;
}
