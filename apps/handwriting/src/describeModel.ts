import { basename } from 'node:path';
import { describeTraining, indent } from '@reprise/app';
import type { FitResult } from '@reprise/core';
import type { Corpus } from './data/corpus.ts';
import type { Settings } from './settings.ts';
import type { Scores } from './task.ts';

const TITLES: Readonly<Record<Settings['model'], string>> = {
  reader: 'A reader of ink',
  imageReader: 'A reader of pictures of handwriting',
  writer: 'A writer of text by hand',
  drawer: 'A model of drawings',
};

/** Scores as lines for a person. */
export function describeScores(
  { meanings }: { readonly meanings: Readonly<Record<string, string>> },
  scores: Scores,
  count: number,
): string {
  const lines = Object.entries(scores).map(
    ([name, value]) => `${value.toFixed(4).padStart(9)}  ${meanings[name] ?? name}`,
  );
  return [`${count.toLocaleString('en-US')} inks`, ...lines].join('\n');
}

interface CardFacts {
  readonly task: {
    readonly kind: Settings['model'];
    readonly unit: string;
    readonly meanings: Readonly<Record<string, string>>;
  };
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
  task,
  corpus,
  data,
  result,
  scores,
  size,
  command = 'train()',
}: CardFacts): string {
  const facts = [corpus.summary, ...corpus.warnings].join('\n');
  return `# ${TITLES[task.kind]}

Made by Reprise.

## Data

From ${data.map((path) => basename(path)).join(', ')}:

${indent(data.reduce((text, path) => text.replaceAll(path, basename(path)), facts))}

The licence of the data holds for what comes of it.

## Size

${size.toLocaleString('en')} parameters, in float16 in the file.

## Scores

${scores ? `Of this file, on the test, which the training never saw (means over all ${task.unit}):\n\n${indent(describeScores(task, scores, corpus.test.length))}` : 'Nothing was kept for a test.'}

## Training

${describeTraining({ command, result, unit: task.unit })}
`;
}
