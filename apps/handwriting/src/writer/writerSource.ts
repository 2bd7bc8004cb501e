import { plannedBatches } from '@reprise/app';
import type { BatchSource } from '@reprise/core';
import { Rng } from '@reprise/engine';
import { planLines, type LinePlan } from '../compose/planLines.ts';
import { fingerprintOf } from '../data/fingerprint.ts';
import type { LabelledInk } from '../data/labelledInk.ts';
import { augment } from '../strokes/augment.ts';
import { layLine } from './lineToLearn.ts';
import { pathOf, type PenPath } from './penPath.ts';
import { writerBatch, type WriterBatch } from './writerBatch.ts';
import type { WriterText } from './writerText.ts';

export interface WriterSourceOptions {
  readonly text: WriterText;
  /** between points, in x-heights */
  readonly spacing: number;
  readonly augmentation: number;
  /** lines for each ink that are composed */
  readonly composed: number;
  /** steps in a batch, padding included */
  readonly batchTokens: number;
  readonly seed: number;
}

/** A line, ready to be learned. @param rng of gaps, sizes and distortion */
export function writtenSteps(
  plan: LinePlan,
  inks: readonly LabelledInk[],
  rng: Rng,
  { spacing, augmentation }: Pick<WriterSourceOptions, 'spacing' | 'augmentation'>,
): { readonly steps: PenPath; readonly text: string } {
  const { strokes, text } = layLine(plan, inks, rng.fold('line'));
  return { steps: pathOf(augment(strokes, rng, augmentation), spacing), text };
}

/**
 * Lines of like length, distorted anew in each epoch: inks by themselves, and compositions. Each batch is a function of
 * seed, epoch and its number.
 */
export function writerSource(
  inks: readonly LabelledInk[],
  options: WriterSourceOptions,
): BatchSource<WriterBatch> {
  const { text, spacing, augmentation, composed, batchTokens, seed } = options;
  const rng = Rng.fromSeed(seed).fold('lines');
  const plans: LinePlan[] = [...inks.map((_, place) => [place]), ...planLines(inks, composed, seed)];
  const lengths = inks.map(
    (_, place) => writtenSteps([place], inks, rng, { spacing, augmentation: 0 }).steps.offsets.length / 3 + 1,
  );
  return plannedBatches({
    targetLengths: plans.map((plan) =>
      plan.reduce<number>(
        (sum, part) => sum + (typeof part === 'number' ? (lengths[part] as number) : MARK_STEPS),
        0,
      ),
    ),
    maxTokens: batchTokens,
    seed,
    fingerprint: fingerprintOf(inks, { spacing, augmentation, composed, batchTokens }),
    make: (rows, epoch) =>
      writerBatch(
        Array.from(rows, (row) => {
          const line = writtenSteps(plans[row] as LinePlan, inks, rng.fold(epoch, row), options);
          return { tokens: text.encode(line.text), steps: line.steps };
        }),
      ),
  });
}

/** Of a mark, about. */
const MARK_STEPS = 5;
