import { createHash } from 'node:crypto';
import { adamW, fit, InputError, setWeights, showProgress, warmupCosine, type Weights } from '@reprise/core';
import { namedParams, Rng, type ParamTree } from '@reprise/engine';
import { checkInk } from '../checkInk.ts';
import { MARKS } from '../compose/marks.ts';
import type { LabelledInk } from '../data/labelledInk.ts';
import type { LoadedWriter } from '../modelFolder.ts';
import type { Hand } from './handFile.ts';
import { isPlausible, layLine } from './lineToLearn.ts';
import { pathOf } from './penPath.ts';
import type { WriterModel } from './writerModel.ts';
import { writerScores } from './writerScores.ts';
import { writerSource } from './writerSource.ts';
import { writerText } from './writerText.ts';

export interface AdaptOptions {
  readonly seed?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** What to tell the user, a line at a time; with it, progress is shown on stderr. By default there is silence. */
  readonly tell?: ((line: string) => void) | undefined;
}

export interface Adapted {
  readonly hand: Hand;
  /** nats a step on lines kept apart, before and after */
  readonly before: number;
  readonly after: number;
}

/** Fewer lines say little about a hand. */
const LEAST_LINES = 20;
/** Of so many lines one is kept apart, to see when it is enough. */
const KEPT_APART = 5;
const EPOCHS = 60;
const LEARNING_RATE = 0.003;
/** Of words, lines that are composed for each. */
const COMPOSED = 0.5;
/** Steps of the pen in a batch: small, since there are few lines. */
const BATCH_STEPS = 2500;

/** What is adapted: the output layer and all biases, a few percent of the network. */
function adaptedParams({ output, window, upper }: WriterModel): ParamTree {
  const biases = (params: Readonly<Record<string, unknown>>): ParamTree =>
    Object.fromEntries(
      Object.entries(params).filter(([name]) => name.startsWith('bias')),
    ) as unknown as ParamTree;
  return {
    output: output.params,
    window: { ...biases(window.params), lstm: biases(window.params.lstm) },
    upper: upper.map(({ params }) => biases(params)),
  };
}

/**
 * Fine-tunes a writer on lines of one hand. The model keeps its own weights; what is learned is a small part of them,
 * see `applyHand`, and a line that shows the hand.
 *
 * @param lines of one person, with their texts
 * @throws InputError for fewer than 20 lines that can be used, and for ink whose numbers are not finite
 */
export async function adapt(
  { network, architecture, settings }: Pick<LoadedWriter, 'network' | 'architecture' | 'settings'>,
  lines: readonly LabelledInk[],
  { seed = 1, signal, tell }: AdaptOptions = {},
): Promise<Adapted> {
  lines.forEach((line, index) => {
    checkInk(line, `adapt: line ${index + 1}`);
  });
  const known = new Set(architecture.characters);
  const own = lines
    .filter(({ text }) => Array.from(text).every((character) => known.has(character)))
    .map((line) => ({ ...line, writer: 'one' }));
  const rng = Rng.fromSeed(seed).fold('adapt');
  const usable = own.filter((_, place) => isPlausible(layLine([place], own, rng)));
  if (usable.length < LEAST_LINES) {
    throw new InputError(
      `adapt: expected at least ${LEAST_LINES} lines of ink with their texts, got ${usable.length} that can be used of ${lines.length}.`,
    );
  }
  const apart = usable.filter((_, place) => place % KEPT_APART === KEPT_APART - 1);
  const train = usable.filter((_, place) => place % KEPT_APART !== KEPT_APART - 1);
  const text = writerText(architecture.characters);
  // What has spaces of its own shows how the hand goes on behind a word.
  const isComposed = [' ', ...MARKS].every((mark) => known.has(mark)) && !train.some(hasSpace);
  const composed = isComposed ? COMPOSED : 0;
  const source = writerSource(train, { ...settings, text, composed, batchTokens: BATCH_STEPS, seed });
  const params = adaptedParams(network);
  const base = weightsOf(params);
  const scores = writerScores(apart, text, settings.spacing);
  const before = scores(network).loss;
  const optimizer = adamW({ weightDecay: 0 });
  const steps = EPOCHS * source.batchesIn(0);
  try {
    const { weights } = await fit({
      params,
      source,
      loss: (batch, noise) => network.loss(batch, noise),
      rng: rng.fold('training'),
      optimizer,
      schedule: warmupCosine({ learningRate: LEARNING_RATE, warmupSteps: Math.min(10, steps - 1), steps }),
      epochs: EPOCHS,
      clipNorm: 1,
      validate: () => ({ ...scores(network) }),
      validateEvery: 5 * source.batchesIn(0),
      ...(signal ? { signal } : {}),
      ...(tell ? { progress: showProgress() } : {}),
    });
    setWeights(params, weights);
    const after = scores(network).loss;
    // Worse than nothing is not kept: then the line alone shows the hand.
    const learned = after < before ? weightsOf(params) : base;
    return {
      hand: { base: digestOf(base), weights: learned, style: styleOf(usable, settings.spacing, rng) },
      before,
      after: Math.min(before, after),
    };
  } finally {
    setWeights(params, base);
    optimizer.dispose();
  }
}

/**
 * Makes a writer write in an adapted hand.
 * @returns how to make it as it was
 * @throws InputError where the hand was made for another model
 */
export function applyHand({ network }: Pick<LoadedWriter, 'network'>, hand: Hand): () => void {
  const params = adaptedParams(network);
  const base = weightsOf(params);
  if (digestOf(base) !== hand.base) {
    throw new InputError(
      'write: expected a hand that was adapted from this model, got one of another. Adapt it anew.',
    );
  }
  setWeights(params, hand.weights);
  return () => {
    setWeights(params, base);
  };
}

function hasSpace({ text }: LabelledInk): boolean {
  return text.includes(' ');
}

function weightsOf(params: ParamTree): Weights {
  return new Map(
    [...namedParams(params)].map(([name, variable]) => [
      name,
      { shape: variable.shape, values: variable.dataSync<'float32'>().slice() },
    ]),
  );
}

function digestOf(weights: Weights): string {
  const hash = createHash('sha256');
  for (const [name, { values }] of weights) {
    hash.update(name);
    hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return hash.digest('hex').slice(0, 16);
}

/** The line that shows the hand: of middle length, so that much is seen and little has to be read again for each word. */
function styleOf(lines: readonly LabelledInk[], spacing: number, rng: Rng): Hand['style'] {
  const ideal = 8;
  const place = lines.reduce(
    (best, { text }, index) =>
      Math.abs(text.length - ideal) < Math.abs((lines[best]?.text.length ?? 0) - ideal) ? index : best,
    0,
  );
  const { strokes, text } = layLine([place], lines, rng);
  return { text, path: pathOf(strokes, spacing) };
}
