import { basename } from 'node:path';
import { describeTraining, indent } from '@reprise/app';
import type { FitResult } from '@reprise/core';
import type { Corpus } from './data/corpus.ts';
import type { Settings } from './settings.ts';
import type { Scores } from './task.ts';

const TITLES: Readonly<Record<Settings['model'], string>> = {
  voices: 'A model of four-voice chorales',
  frames: 'A model of piano rolls',
  melody: 'A model of melodies',
};

/** Scores as lines for a person. */
export function describeScores(
  { meanings }: { readonly meanings: Readonly<Record<string, string>> },
  scores: Scores,
  pieces: number,
): string {
  const lines = Object.entries(scores).map(
    ([name, nats]) => `${nats.toFixed(4).padStart(9)} nats  ${meanings[name] ?? name}`,
  );
  return [`${pieces} pieces`, ...lines].join('\n');
}

interface CardFacts {
  readonly task: {
    readonly kind: Settings['model'];
    readonly unit: string;
    readonly meanings: Readonly<Record<string, string>>;
  };
  readonly corpus: Corpus<unknown>;
  /** the path of its file or folder: the card says the name alone */
  readonly data: string;
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
  return `# ${TITLES[task.kind]}

Made by Reprise.

## Data

${indent([corpus.summary, ...corpus.warnings].join('\n').replaceAll(data, basename(data)))}

The licence of the data holds for what comes of it.

## Size

${size.toLocaleString('en')} parameters, in float16 in the file.

## Scores

${scores ? `Of this file, on the test pieces, which the training never saw (means over all ${task.unit}):\n\n${indent(describeScores(task, scores, corpus.test.length))}` : 'No pieces were kept for a test.'}

## Training

${describeTraining({ command, result, unit: task.unit })}
`;
}
