import type { Batch, BatchSource } from '@reprise/core';
import type { Module, Rng, Scalar } from '@reprise/engine';
import type { z } from 'zod';
import type { Recipe } from './settings/recipeSettings.ts';

/** Means by name; `loss` is what the training makes small, in nats. */
export type Scores = Readonly<Record<string, number>> & { readonly loss: number };

/** A network that is trained on batches. */
export interface Trainable<B extends Batch> extends Module {
  /** @param rng of dropout; without it the network is in evaluation */
  loss(batch: B, rng?: Rng): Scalar;
}

/** Settings of an application that trains more than one kind of model. */
export type TaskSettings = Recipe & { readonly model: string };

/**
 * One thing to learn, for applications that learn several: how a network for it is made, what it is trained on and what
 * is measured of it.
 */
export interface Task<P, B extends Batch, M extends Trainable<B>, A, S extends TaskSettings> {
  /** the name in the setting `model` */
  readonly kind: S['model'];
  /** what the loss is a mean over, in the plural */
  readonly unit: string;
  /** what the scores mean, by name */
  readonly meanings: Readonly<Record<string, string>>;
  /** what config.json has to hold beside the settings */
  readonly architecture: z.ZodType<A>;
  /** The shape that settings and training data ask for. */
  architectureOf(examples: readonly P[], settings: S): A;
  /** @param rng draws the weights; without it they are zero, to be loaded */
  makeNetwork(architecture: A, settings: S, rng?: Rng): M;
  source(
    examples: readonly P[],
    options: { readonly architecture: A; readonly settings: S; readonly seed: number },
  ): BatchSource<B>;
  /** How a network is measured on examples; the batches are made once. */
  scores(examples: readonly P[], architecture: A, settings: S): (network: M) => Scores;
}
