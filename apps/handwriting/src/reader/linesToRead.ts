import { Rng } from '@reprise/engine';
import { composeInk, type Written } from '../compose/composeInk.ts';
import { planLines, type LinePlan } from '../compose/planLines.ts';
import type { LabelledInk } from '../data/labelledInk.ts';
import type { Stroke } from '../ink.ts';
import { augment } from '../strokes/augment.ts';
import { normalise } from '../strokes/normalise.ts';

export interface LinesToReadOptions {
  /** see `augment` */
  readonly augmentation: number;
  /** composed lines for each ink, see `planLines` */
  readonly composed: number;
  readonly seed: number;
}

/** What a reader is trained on: inks, and lines composed of them. */
export interface LinesToRead {
  /** A measure of each line: that of a composition is about the sum of those of its inks. */
  measure(ofInk: (strokes: readonly Stroke[]) => number, ofMark: number): number[];
  /** A line as it is in an epoch, normalised and distorted. */
  line(row: number, epoch: number): Written;
  /** a key of a line's own in an epoch */
  rng(row: number, epoch: number): Rng;
}

export function linesToRead(
  inks: readonly LabelledInk[],
  { augmentation, composed, seed }: LinesToReadOptions,
): LinesToRead {
  const rng = Rng.fromSeed(seed).fold('ink');
  const plans = planLines(inks, composed, seed);
  return {
    measure(ofInk, ofMark) {
      const own = inks.map(({ strokes }) => ofInk(strokes));
      const sumOf = (plan: LinePlan): number =>
        plan.reduce<number>(
          (sum, part) => sum + (typeof part === 'number' ? (own[part] as number) : ofMark),
          0,
        );
      return [...own, ...plans.map(sumOf)];
    },
    line(row, epoch) {
      const own = rng.fold(epoch, row);
      const plan = plans[row - inks.length];
      const { strokes, text } = plan ? compose(plan, inks, own.fold('line')) : (inks[row] as LabelledInk);
      return { strokes: augment(strokes, own, augmentation), text };
    },
    rng: (row, epoch) => rng.fold(epoch, row),
  };
}

function compose(plan: LinePlan, inks: readonly LabelledInk[], rng: Rng): Written {
  const pieces = plan.map((part) => (typeof part === 'number' ? (inks[part] as LabelledInk) : part));
  const { strokes, text } = composeInk(pieces, rng);
  return { strokes: normalise(strokes), text };
}
