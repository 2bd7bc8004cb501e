import { Rng, scope, tensor1d, type Tensor1D } from '@reprise/engine';
import { greedyDraw, sampledDraw, type DrawnToken, type Sampling, type TokenDraw } from './draws.ts';
import { generate, type Stepper } from './generate.ts';
import type { Hypothesis } from './hypothesis.ts';
import { checkOption, lengthLimits, searchScorers, type SearchOptions } from './searchOptions.ts';
import type { TokenEmission, TokenModel } from './tokenModel.ts';

/**
 * The most probable token at every step.
 * @returns one hypothesis a source
 */
export function greedy(model: TokenModel, options: SearchOptions): Promise<Hypothesis[]> {
  // Nothing is drawn with this key.
  return decode(model, options, greedyDraw(searchScorers(options)), Rng.fromSeed(0));
}

export interface SampleOptions extends SearchOptions, Sampling {
  /** source `r` draws with `rng.fold('row', r, step)`, whatever else is in the batch */
  readonly rng: Rng;
}

/**
 * A random token at every step. The log-probabilities that come back are the model's own, before temperature.
 * @returns one hypothesis a source
 */
export function sample(model: TokenModel, options: SampleOptions): Promise<Hypothesis[]> {
  const { temperature, topK, topP, rng } = options;
  checkOption(
    'sample',
    'temperature',
    temperature,
    'a number above 0 (for the most probable token there is greedy)',
    (t) => t > 0,
  );
  checkOption('sample', 'topK', topK, 'a whole number from 1 on', (k) => Number.isInteger(k) && k >= 1);
  checkOption('sample', 'topP', topP, 'a number above 0 and at most 1', (p) => p > 0 && p <= 1);
  return decode(model, options, sampledDraw({ temperature, topK, topP }, searchScorers(options)), rng);
}

async function decode(
  model: TokenModel,
  options: SearchOptions,
  draw: TokenDraw,
  rng: Rng,
): Promise<Hypothesis[]> {
  const { bos, eos, signal } = options;
  const rows = scope(() => model.initialState()[0]?.shape[0] ?? 0);
  const generated = await generate<TokenEmission, DrawnToken, Tensor1D, 'logProbs' | 'ids' | 'alignment'>(
    stepperOf(model, draw.count),
    {
      input: () => tensor1d(new Int32Array(rows).fill(bos), 'int32'),
      state: () => model.initialState(),
      draw,
      rng,
      maxLength: lengthLimits(options, rows),
      isDone: ({ id }) => id === eos,
      signal,
    },
  );
  return generated.map(({ values, logProb }) => {
    const finished = values.at(-1)?.id === eos;
    const tokens = finished ? values.slice(0, -1) : values;
    const aligned = values[0]?.alignment !== undefined;
    return {
      ids: tokens.map(({ id }) => id),
      logProb,
      score: logProb,
      finished,
      alignment: aligned ? tokens.map(({ alignment }) => alignment as Float32Array) : undefined,
    };
  });
}

/** @param count of the best tokens, when nothing else is looked at */
function stepperOf(model: TokenModel, count: number | undefined): Stepper<Tensor1D, TokenEmission> {
  return {
    step(ids, state) {
      const stepped =
        count !== undefined && count <= model.vocabSize && model.best
          ? model.best(ids, state, count)
          : model.step(ids, state);
      const { state: next, ...emission } = stepped;
      return { emission, state: next };
    },
    select: (rows) => stepperOf(model.select(rows), count),
  };
}
