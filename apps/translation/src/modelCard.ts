import { basename } from 'node:path';
import { describeTraining, indent, type TrainingFacts } from '@reprise/app';
import type { Seq2Seq } from '@reprise/core';
import { countParams } from '@reprise/engine';
import { findCorpus } from './corpora.ts';
import type { Corpus } from './data.ts';
import { describeCorpus } from './data.ts';
import type { ParallelFiles } from './data/pairs.ts';
import { describeEvaluation, type Evaluation } from './evaluate.ts';
import type { ModelConfig } from './modelFolder.ts';

/** What a card tells of a training. */
export interface CardFacts extends Omit<TrainingFacts, 'unit'> {
  readonly files: readonly ParallelFiles[];
  readonly corpus: Corpus;
  readonly config: ModelConfig;
  readonly model: Seq2Seq;
  /** of the exported file, on the test or else on the validation text */
  readonly evaluation: Evaluation;
  readonly evaluatedOn: 'test' | 'validation';
}

/** The README.md of a model (a model card, Mitchell et al. 2019): data and licence, size, scores, how it was trained. */
export async function writeCard(facts: CardFacts): Promise<string> {
  const { command, corpus, config, model, result, evaluation, evaluatedOn } = facts;
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

${describeTraining({ command, result, unit: 'target tokens' })}
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
