import type { Rng } from '@reprise/engine';
import type { LabelledInk } from '../data/labelledInk.ts';
import type { LoadedWriter } from '../modelFolder.ts';
import { adapt, applyHand, type AdaptOptions } from '../writer/adapt.ts';
import { writerScores } from '../writer/writerScores.ts';
import { writerText } from '../writer/writerText.ts';
import { byWriter } from './byWriter.ts';
import { mean } from './handStatistics.ts';

/** What some lines of a hand are worth on other lines of it. */
export interface AdaptedHands {
  readonly writers: number;
  /** that each was adapted to */
  readonly lines: number;
  /** nats a step on other ink of the same writers, each writer weighing the same */
  readonly before: number;
  readonly after: number;
  /** writers whose other ink became more probable */
  readonly better: number;
}

/** Of a writer, beside those that are adapted to: of fewer the mean says little. */
const LEAST_OTHERS = 20;
const MOST_OTHERS = 60;

/**
 * Adapts a writer to each of some hands, and looks at ink of theirs that was not among the lines adapted to.
 * @param inks plausible, of characters that the writer knows
 * @param options.writers at most; those that come first in a drawn order, of which there is enough
 * @returns undefined where there is no writer with enough ink
 */
export async function scoreAdapting(
  model: Pick<LoadedWriter, 'network' | 'architecture' | 'settings'>,
  inks: readonly LabelledInk[],
  rng: Rng,
  { writers, lines, ...options }: { readonly writers: number; readonly lines: number } & AdaptOptions,
): Promise<AdaptedHands | undefined> {
  const chosen = byWriter(inks, rng)
    .filter((own) => own.length >= lines + LEAST_OTHERS)
    .slice(0, writers);
  if (chosen.length === 0) return undefined;
  const text = writerText(model.architecture.characters);
  const pairs: { before: number; after: number }[] = [];
  for (const own of chosen) {
    const others = own.slice(lines, lines + MOST_OTHERS);
    const scores = writerScores(others, text, model.settings.spacing);
    const before = scores(model.network).loss;
    const { hand } = await adapt(model, own.slice(0, lines), options);
    const undo = applyHand(model, hand);
    pairs.push({ before, after: scores(model.network).loss });
    undo();
  }
  return {
    writers: pairs.length,
    lines,
    before: mean(pairs.map(({ before }) => before)),
    after: mean(pairs.map(({ after }) => after)),
    better: pairs.filter(({ before, after }) => after < before).length,
  };
}
