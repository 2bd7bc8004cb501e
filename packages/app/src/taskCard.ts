import { basename } from 'node:path';
import type { FitResult } from '@reprise/core';
import type { Corpus } from './corpus.ts';
import { describeTraining, indent } from './modelCard.ts';
import type { Scores } from './task.ts';

/** How an application calls what its models learn from. */
export interface ScoreWords {
  /** examples, in the plural */
  readonly examples: string;
  /** behind each score */
  readonly scoreUnit?: string | undefined;
}

/** Scores as lines for a person. @param count examples that were measured */
export function describeScores(
  { examples, scoreUnit }: ScoreWords,
  meanings: Readonly<Record<string, string>>,
  scores: Scores,
  count: number,
): string {
  const unit = scoreUnit === undefined ? '' : ` ${scoreUnit}`;
  const lines = Object.entries(scores).map(
    ([name, value]) => `${value.toFixed(4).padStart(9)}${unit}  ${meanings[name] ?? name}`,
  );
  return [`${count.toLocaleString('en-US')} ${examples}`, ...lines].join('\n');
}

export interface CardFacts {
  readonly words: ScoreWords;
  /** what it is a model of */
  readonly title: string;
  readonly task: { readonly unit: string; readonly meanings: Readonly<Record<string, string>> };
  readonly corpus: Corpus<unknown>;
  /** the paths of its files: the card says the names alone */
  readonly data: readonly string[];
  readonly result: FitResult;
  readonly scores: Scores | undefined;
  /** parameters */
  readonly size: number;
  readonly command?: string | undefined;
}

/** The README.md of a model (a model card, Mitchell et al. 2019). */
export function describeModel({
  words,
  title,
  task,
  corpus,
  data,
  result,
  scores,
  size,
  command = 'train()',
}: CardFacts): string {
  const facts = [corpus.summary, ...corpus.warnings].join('\n');
  const tested = scores && indent(describeScores(words, task.meanings, scores, corpus.test.length));
  return `# ${title}

Made by Reprise.

## Data

From ${data.map((path) => basename(path)).join(', ')}:

${indent(data.reduce((text, path) => text.replaceAll(path, basename(path)), facts))}

The licence of the data holds for what comes of it.

## Size

${size.toLocaleString('en')} parameters, in float16 in the file.

## Scores

${tested ? `Of this file, on the test ${words.examples}, which the training never saw (means over all ${task.unit}):\n\n${tested}` : `No ${words.examples} were kept for a test.`}

## Training

${describeTraining({ command, result, unit: task.unit })}
`;
}
