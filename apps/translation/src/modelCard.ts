import { availableParallelism, cpus } from 'node:os';
import { basename } from 'node:path';
import { countParams } from '@reprise/engine';
import type { FitResult, Seq2Seq } from '@reprise/core';
import { findCorpus } from './corpora.ts';
import type { Corpus } from './data.ts';
import { describeCorpus } from './data.ts';
import type { ParallelFiles } from './data/pairs.ts';
import { describeEvaluation, type Evaluation } from './evaluate.ts';
import type { ModelConfig } from './modelFolder.ts';

/** What a card tells of a training. */
export interface CardFacts {
  readonly command: string;
  readonly files: readonly ParallelFiles[];
  readonly corpus: Corpus;
  readonly config: ModelConfig;
  readonly model: Seq2Seq;
  readonly result: FitResult;
  /** of the exported file, on the test or else on the validation text */
  readonly evaluation: Evaluation;
  readonly evaluatedOn: 'test' | 'validation';
}

/** The README.md of a model (a model card, Mitchell et al. 2019): data and licence, size, scores, how it was trained. */
export async function writeCard(facts: CardFacts): Promise<string> {
  const { command, corpus, config, model, result, evaluation, evaluatedOn } = facts;
  const { seconds, steps, epochs, tokens } = result;
  return `# A translation model

An encoder-decoder of recurrent networks, made by Reprise. It translates one sentence at a time.

## Data

${await describeData(facts.files)}

${indent(describeCorpus(corpus))}

## Size

${countParams(model.params).toLocaleString('en')} parameters, in float16 in the file. Architecture:

${indent(JSON.stringify(config.architecture, null, 2))}

## Scores

Of this file, on the ${evaluatedOn} text:

${indent(describeEvaluation(evaluation))}

## Training

${indent(command)}

${steps.toLocaleString('en')} steps, ${epochs.toFixed(2)} epochs, ${tokens.toLocaleString('en')} target tokens, ${(seconds / 60).toFixed(1)} minutes
(${(tokens / seconds).toFixed(0)} target tokens a second) on ${describeMachine()}. Weights: ${describeWeights(result)}. All settings are in config.json,
the course of the training in training.jsonl.
`;
}

async function describeData(files: readonly ParallelFiles[]): Promise<string> {
  const corpora = await Promise.all(files.flat().map(findCorpus));
  const known = [...new Set(corpora.filter((corpus) => corpus !== undefined))];
  if (files.length === 0)
    return 'Text that the training program gave: its licence holds for what comes of it.';
  if (known.length === 0) {
    const names = files.flat().map((path) => basename(path));
    return `From ${names.join(', ')}: the licence of that text holds for what comes of it.`;
  }
  return known
    .map(
      ({ name, what, home, licence, credit }) =>
        `${name}. ${what}\nFrom ${home}. Licence: ${licence}. Credit: ${credit}.`,
    )
    .join('\n\n');
}

function indent(text: string): string {
  return text.replace(/^/gmu, '    ');
}

function describeWeights({ from: { steps, isMovingAverage } }: FitResult): string {
  const kind = isMovingAverage ? 'the moving average' : 'those';
  return steps.length > 1
    ? `the mean of ${kind} after steps ${steps.join(', ')}`
    : `${kind} after step ${steps[0]}`;
}

function describeMachine(): string {
  return `${availableParallelism()} cores (${cpus()[0]?.model.trim() ?? 'of unknown make'})`;
}
