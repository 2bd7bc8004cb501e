import { meanLoss } from '@reprise/app';
import { fitPenMixture, penLogLikelihood } from '@reprise/core';
import { Rng } from '@reprise/engine';
import type { LabelledInk } from '../data/labelledInk.ts';
import { isPlausible, layInk } from '../writer/lineToLearn.ts';
import { inputsAndTargets, STEP_TARGETS } from '../writer/penPath.ts';
import type { WriterBatch } from '../writer/writerBatch.ts';
import type { WriterModel } from '../writer/writerModel.ts';
import { writtenSteps } from '../writer/writerSource.ts';

/** -log p of a step of the pen, in nats: its offset, in units of `STEP`, and what the pen does; ends are steps, too. */
export interface StepNats {
  readonly steps: number;
  readonly model: number;
  /** one mixture for all steps alike, with as many components as the model's, fitted to steps of the training */
  readonly mixture: number;
}

export interface BaselineOptions {
  readonly components: number;
  /** between points, in x-heights */
  readonly spacing: number;
  /** of the training to which the mixture is fitted, at most */
  readonly steps: number;
}

/** What knowing text and past is worth: mean nats of the same steps, with and without. */
export function stepNats(
  model: WriterModel,
  batches: readonly WriterBatch[],
  train: readonly LabelledInk[],
  options: BaselineOptions,
): StepNats {
  const rng = Rng.fromSeed(0).fold('baseline');
  const { mixture } = fitPenMixture(
    { values: sampleTargets(train, rng.fold('steps'), options), size: STEP_TARGETS },
    options.components,
    rng.fold('fit'),
  );
  const values = targetsOf(batches);
  return {
    steps: values.length / STEP_TARGETS,
    model: meanLoss(model, batches),
    mixture: -penLogLikelihood(mixture, { values, size: STEP_TARGETS }),
  };
}

/** Targets of plausible inks, drawn at random until there are enough steps: [steps · STEP_TARGETS]. */
export function sampleTargets(
  inks: readonly LabelledInk[],
  rng: Rng,
  { spacing, steps }: Omit<BaselineOptions, 'components'>,
): Float32Array {
  const parts: Float32Array[] = [];
  let count = 0;
  for (const place of rng.fold('order').permutation(inks.length)) {
    if (count >= steps) break;
    if (!isPlausible(layInk(inks[place] as LabelledInk))) continue;
    const line = writtenSteps([place], inks, rng.fold('line', place), { spacing, augmentation: 0 });
    const { targets } = inputsAndTargets(line.steps);
    parts.push(targets);
    count += targets.length / STEP_TARGETS;
  }
  return joined(parts).subarray(0, steps * STEP_TARGETS);
}

/** Targets of batches, without padding: [steps · STEP_TARGETS]. */
export function targetsOf(batches: readonly WriterBatch[]): Float32Array {
  return joined(
    batches.flatMap(({ targets, shape: [, time], lengths }) =>
      Array.from(lengths, (length, row) =>
        targets.subarray(row * time * STEP_TARGETS, (row * time + length) * STEP_TARGETS),
      ),
    ),
  );
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
