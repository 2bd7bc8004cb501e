import { Rng } from '@reprise/engine';
import type { Written } from '../compose/composeInk.ts';
import { strokesOfPath } from '../writer/penPath.ts';
import type { Asked, WrittenPath } from '../writer/writeLines.ts';
import type { HandMeasures } from './handMeasures.ts';
import { measureHands, spreadOf, type Spread } from './handSpread.ts';
import { ratioOfHands } from './handStatistics.ts';
import { wordErrors, type WordReader } from './wordReading.ts';

/** Has texts written. @param rng of the pen, @param bias see `PenSampling` */
export type Write = (asked: readonly Asked[], rng: Rng, bias: number) => Promise<readonly WrittenPath[]>;

/** A word that a model wrote, in x-heights. */
export interface WrittenWord extends Written {
  /** whether the model stopped by itself */
  readonly ended: boolean;
}

/** The same words, written once for each seed. */
export interface WordsAtBias {
  readonly bias: number;
  readonly bySeed: readonly (readonly WrittenWord[])[];
}

/** Has words written, from nothing but their text. */
export async function writeWords(
  write: Write,
  words: readonly string[],
  bias: number,
  seeds: readonly number[],
): Promise<WordsAtBias> {
  const asked = words.map((text) => ({ text }));
  const bySeed: WrittenWord[][] = [];
  for (const seed of seeds) {
    const paths = await write(asked, Rng.fromSeed(seed).fold('words'), bias);
    bySeed.push(
      paths.map((path, index) => ({
        strokes: strokesOfPath(path),
        text: words[index] as string,
        ended: path.ended,
      })),
    );
  }
  return { bias, bySeed };
}

/** What becomes of words that are written. */
export interface WordScores {
  readonly bias: number;
  /** the share at whose end the model stopped by itself */
  readonly ended: number;
  /** undefined without a reader */
  readonly reading: WrittenReading | undefined;
  /** how much the hand differs from word to word */
  readonly hands: SampleSpread;
}

export interface WrittenReading {
  /** character error rate of all */
  readonly cer: number;
  /** and of those of each seed */
  readonly cerOfSeeds: readonly number[];
  /** as a multiple of the error rate of real words */
  readonly ratio: number;
}

export interface SampleSpread extends Spread {
  /** words that are not measured, having no ink or strokes far out of place */
  readonly leftOut: number;
  /** standard deviation as a multiple of that of real words */
  readonly ratio: HandMeasures;
}

/** What written words are held against. */
export interface RealWords {
  /** reads both kinds of words */
  readonly reader: WordReader | undefined;
  /** character error rate */
  readonly cer: number;
  readonly hands: Spread;
}

export function scoreWords({ bias, bySeed }: WordsAtBias, real: RealWords): WordScores {
  const words = bySeed.flat();
  const ended = words.filter((word) => word.ended).length / words.length;
  const hands = spreadOf(measureHands(words));
  return {
    bias,
    ended,
    reading: real.reader && scoreReading(real.reader, bySeed, real.cer),
    hands: {
      ...hands,
      leftOut: words.length - hands.count,
      ratio: ratioOfHands(hands.deviation, real.hands.deviation),
    },
  };
}

function scoreReading(
  reader: WordReader,
  bySeed: readonly (readonly WrittenWord[])[],
  realCer: number,
): WrittenReading {
  const cer = wordErrors(reader, bySeed.flat());
  const cerOfSeeds = bySeed.map((words) => wordErrors(reader, words));
  return { cer, cerOfSeeds, ratio: cer / realCer };
}
