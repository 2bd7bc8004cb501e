import { availableParallelism, cpus } from 'node:os';
import type { FitResult } from '@reprise/core';

/** What a card tells of how a model was trained. */
export interface TrainingFacts {
  readonly command: string;
  readonly result: FitResult;
  /** what the training counts as its tokens, in the plural: target tokens */
  readonly unit: string;
}

/**
 * The paragraph of a model's card (Mitchell et al. 2019) on its training: the command, how much it saw and how fast,
 * on which machine, and which of the weights were kept.
 */
export function describeTraining({ command, result, unit }: TrainingFacts): string {
  const { seconds, steps, epochs, tokens } = result;
  return `${indent(command)}

${steps.toLocaleString('en')} steps, ${epochs.toFixed(2)} epochs, ${tokens.toLocaleString('en')} ${unit}, ${(seconds / 60).toFixed(1)} minutes
(${(tokens / seconds).toFixed(0)} ${unit} a second) on ${describeMachine()}. Weights: ${describeWeights(result)}. All settings are in config.json,
the course of the training in training.jsonl.`;
}

/** A block of code in Markdown. */
export function indent(text: string): string {
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
