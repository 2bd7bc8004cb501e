import { checkFolder, checkpointsIn, fitRecipe, fitRun, writeModelFile, type RunOptions } from '@reprise/app';
import { fit, InputError, Seq2Seq, setWeights, type BestValidation, type FitResult } from '@reprise/core';
import { describeEngine, disposeParams, Rng, startEngine } from '@reprise/engine';
import { pairSource } from './batches.ts';
import { architectureOf } from './config.ts';
import { describeCorpus, loadCorpus, type Corpus, type CorpusOptions } from './data.ts';
import { groupReferences } from './data/hashSplit.ts';
import type { Pair, ParallelFiles } from './data/pairs.ts';
import { encodePairs, type EncodedPair, type Tokenizers } from './examples.ts';
import { describeEvaluation, evaluate, type Evaluation } from './evaluate.ts';
import { writeCard } from './modelCard.ts';
import {
  readTokenizers,
  TOKENIZER_FILES,
  writeModel,
  writeTokenizers,
  type ModelConfig,
} from './modelFolder.ts';
import type { Settings } from './settings.ts';
import { trainTokenizers } from './tokenizers.ts';
import { load } from './translator.ts';
import { validation } from './validation.ts';

export interface TrainOptions extends RunOptions {
  /** where the text is, or the text itself */
  readonly corpus: CorpusOptions | Corpus;
  readonly settings: Settings;
}

export interface TrainResult {
  readonly stopped: FitResult['stopped'];
  readonly steps: number;
  readonly seconds: number;
  readonly best: readonly BestValidation[];
  /** of the exported model; undefined when the training is not done yet */
  readonly evaluation?: Evaluation;
}

/**
 * Trains a translator and writes it to a folder; killed at any moment, it goes on with `resume` to the same bits.
 * @throws InputError for text, settings or a folder that cannot be used
 */
export async function train(options: TrainOptions): Promise<TrainResult> {
  const { out, settings, seed = 1, resume = false, tell = () => undefined } = options;
  await checkFolder(out, { resume, files: TOKENIZER_FILES });
  const corpus = 'dropped' in options.corpus ? options.corpus : await loadCorpus(options.corpus);
  tell(describeEngine(await startEngine()));
  tell(describeCorpus(corpus));

  const hasBegun = (await checkpointsIn(out).steps()).length > 0;
  const tokenizers = hasBegun ? await readTokenizers(out) : await trainTokenizers(corpus.train, settings);
  if (!hasBegun) await writeTokenizers(out, tokenizers);
  const examples = await encodeTraining(corpus.train, tokenizers, settings, tell);

  const rng = Rng.fromSeed(seed);
  const architecture = architectureOf(settings, tokenizers.source.vocabSize, tokenizers.target.vocabSize);
  const config: ModelConfig = { format: 1, task: 'translation', architecture, settings };
  const source = pairSource(examples, { maxTokens: settings.batchTokens, seed });
  const recipe = fitRecipe(settings, source);
  const model = new Seq2Seq(architecture, rng.fold('model'));
  try {
    const result = await fit({
      ...recipe,
      ...fitRun({ ...options, seed }, settings),
      params: model.params,
      source,
      loss: (batch, noise) =>
        model.loss(batch, {
          rng: noise,
          labelSmoothing: settings.labelSmoothing,
          samplingRate: settings.samplingRate,
        }),
      rng: rng.fold('training'),
      validate: await validation(model, tokenizers, config, corpus.valid),
    });
    const { stopped, steps, seconds, best } = result;
    if (stopped === 'time' || stopped === 'aborted') {
      tell(`stopped after step ${steps}; --resume goes on from there`);
      return { stopped, steps, seconds, best };
    }
    setWeights(model.params, result.weights);
    const evaluation = await exportModel({ ...options, tell }, { corpus, config, model, tokenizers, result });
    return { stopped, steps, seconds, best, evaluation };
  } finally {
    recipe.optimizer.dispose();
    disposeParams(model.params);
  }
}

async function encodeTraining(
  pairs: readonly Pair[],
  tokenizers: Tokenizers,
  { maxLength }: Settings,
  tell: (line: string) => void,
): Promise<EncodedPair[]> {
  const { examples, tooLong } = await encodePairs(pairs, tokenizers, maxLength);
  if (examples.length === 0) {
    throw new InputError(
      `train: all ${tooLong} pairs have more than ${maxLength} tokens; raise the setting maxLength.`,
    );
  }
  if (tooLong > 0) tell(`left out: ${tooLong} pairs of more than ${maxLength} tokens`);
  return examples;
}

interface Trained {
  readonly corpus: Corpus;
  readonly config: ModelConfig;
  readonly model: Seq2Seq;
  readonly tokenizers: Tokenizers;
  readonly result: FitResult;
}

/** Writes the model, and scores what was written: the numbers in the card are those of the file. */
async function exportModel(options: TrainOptions, trained: Trained): Promise<Evaluation> {
  const { out, tell = () => undefined, command = 'train()' } = options;
  const { corpus, config, model, tokenizers, result } = trained;
  await writeModel(out, { config, weights: result.weights, tokenizers }, { storage: 'F16' });
  const translator = await load(out);
  try {
    const isTested = corpus.test.length > 0;
    const examples = isTested ? corpus.test : groupReferences(corpus.valid);
    tell(`translating the ${isTested ? 'test' : 'validation'} text`);
    const evaluation = await evaluate(translator, examples);
    const files = 'dropped' in options.corpus ? [] : filesOf(options.corpus);
    const evaluatedOn = isTested ? 'test' : 'validation';
    const card = await writeCard({ command, files, corpus, config, model, result, evaluation, evaluatedOn });
    await writeModelFile(out, 'README.md', card);
    tell(`${describeEvaluation(evaluation)}\nwritten to ${out}`);
    return evaluation;
  } finally {
    translator.dispose();
  }
}

function filesOf({ train: text, valid, test }: CorpusOptions): ParallelFiles[] {
  return [text, valid, test].filter((files) => files !== undefined);
}
