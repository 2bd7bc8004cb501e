import type { Rng } from '@reprise/engine';
import type { LabelledInk } from '../data/labelledInk.ts';
import { layInk } from '../writer/lineToLearn.ts';
import { pathOf, strokesOfPath, type PenPath } from '../writer/penPath.ts';
import type { Asked, Prime } from '../writer/writeLines.ts';
import { byWriter } from './byWriter.ts';
import type { HandMeasures } from './handMeasures.ts';
import { asShown, measureHands, spreadOf, type Spread } from './handSpread.ts';
import { correlationOfHands, meanHand, ratioOfHands } from './handStatistics.ts';

/** A real hand: a word in it to be continued, and what its other words are like on average. */
export interface Sample {
  readonly prime: Prime;
  readonly hand: HandMeasures;
}

/** Long enough to show a hand, short enough to be read before each word. */
const PRIME = /^\p{Ll}{4,8}$/u;
/** A mean of fewer says more of the words than of the hand. */
const LEAST_WORDS = 5;

/**
 * One sample for each writer that has enough words.
 * @param words plausible
 * @param options.wordsOfWriter that are measured at most, the prime not among them
 * @param options.spacing between points of the pen's path, in x-heights
 */
export function sampleWriters(
  words: readonly LabelledInk[],
  rng: Rng,
  { wordsOfWriter, spacing }: { readonly wordsOfWriter: number; readonly spacing: number },
): Sample[] {
  return byWriter(words, rng).flatMap((own) => {
    const prime = own.find(({ text }) => PRIME.test(text));
    const others = own.filter((word) => word !== prime).slice(0, wordsOfWriter);
    const hands = measureHands(others.map((word) => asShown(layInk(word), spacing)));
    if (!prime || hands.length < Math.min(LEAST_WORDS, wordsOfWriter)) return [];
    const path = pathOf(layInk(prime).strokes, spacing);
    return { prime: { text: prime.text, path }, hand: meanHand(hands) };
  });
}

/** How hands that were primed differ from each other, against those that they are to be like. */
export interface PrimedSpread extends Spread {
  /** standard deviation as a multiple of that of the real hands */
  readonly ratio: HandMeasures;
  /** between real hands and primed ones: whether what is written takes after the hand it was shown */
  readonly correlation: HandMeasures;
}

/**
 * Has the same words written in the hand of each sample.
 * @param write gives the path of the pen for each of what is asked
 */
export async function primedSpread(
  samples: readonly Sample[],
  words: readonly string[],
  write: (asked: readonly Asked[]) => Promise<readonly PenPath[]>,
): Promise<PrimedSpread> {
  const paths = await write(samples.flatMap(({ prime }) => words.map((text) => ({ text, prime }))));
  const pairs = samples.flatMap(({ hand }, index) => {
    const own = words.map((text, word) => ({
      strokes: strokesOfPath(paths[index * words.length + word] as PenPath),
      text,
    }));
    const hands = measureHands(own);
    return hands.length > 0 ? [{ real: hand, primed: meanHand(hands) }] : [];
  });
  const primed = spreadOf(pairs.map((pair) => pair.primed));
  const real = spreadOf(samples.map(({ hand }) => hand));
  return {
    ...primed,
    ratio: ratioOfHands(primed.deviation, real.deviation),
    correlation: correlationOfHands(
      pairs.map((pair) => pair.real),
      pairs.map((pair) => pair.primed),
    ),
  };
}
