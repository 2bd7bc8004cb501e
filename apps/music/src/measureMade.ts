import { Rng } from '@reprise/engine';
import type { Corpus } from '@reprise/app/corpus';
import { indexCopies, longestCopiedRun } from './metrics/copiedRun.ts';
import { measureStatistics, type Statistics } from './metrics/statistics.ts';
import { describeStatistics, summarise, type Summary } from './metrics/statisticsTable.ts';
import type { LoadedVoices } from './modelFolder.ts';
import { VOICES, type VoiceGrid } from './score.ts';
import { settle, type Settled } from './make/settle.ts';
import type { Rules } from './voices/chooseConstraints.ts';
import { fillVoices } from './voices/fillVoices.ts';
import { nothingGiven, voicesGiven, type Given } from './voices/voiceBatch.ts';

export interface MeasureMadeOptions {
  readonly split: 'valid' | 'test';
  readonly samples: number;
  readonly temperature?: number | undefined;
  readonly seed?: number | undefined;
}

/** Bars, the longest first. */
interface Copies {
  /** in whole bars and parts of them */
  readonly longest: number;
  readonly median: number;
}

/** What a model makes, beside what it was to be like. */
export interface MadeMeasures {
  /** by name: real pieces, harmonisations of their sopranos (without the rules too), compositions of their lengths */
  readonly statistics: ReadonlyMap<string, Statistics>;
  /** the longest stretch of each piece that a training piece has too: of all voices, or those that were written */
  readonly copies: ReadonlyMap<string, Copies>;
}

const REAL = 'real';
/** The network alone. */
const NO_RULES: Rules = { ranges: false, noCrossing: false, noParallels: false };
/** Pieces filled in at a time. */
const AT_ONCE = 32;

/** Measures harmonisations and compositions as the commands make them, one candidate each, beside the real pieces. */
export async function measureMade(
  { network, architecture }: LoadedVoices,
  corpus: Corpus<VoiceGrid>,
  { split, samples, temperature = 0.9, seed = 1 }: MeasureMadeOptions,
): Promise<MadeMeasures> {
  // A split may have fewer pieces than are asked for: then from the beginning again.
  const pieces = corpus[split];
  const chosen = Array.from({ length: samples }, (_, index) => pieces[index % pieces.length] as VoiceGrid);
  const rng = Rng.fromSeed(seed);
  const fill = async (
    name: string,
    givenOf: (piece: VoiceGrid) => Given,
    rules: Rules = {},
  ): Promise<VoiceGrid[]> => {
    const made: VoiceGrid[] = [];
    for (let begin = 0; begin < chosen.length; begin += AT_ONCE) {
      const settled = chosen
        .slice(begin, begin + AT_ONCE)
        .map((piece, index) =>
          settle(piece, givenOf(piece), { rules, architecture, rng: rng.fold('key', name, begin + index) }),
        );
      const filled = await fillVoices(
        network,
        settled.map(({ unfilled }) => unfilled),
        { rng: rng.fold(name, begin), temperature },
      );
      made.push(...filled.map(({ grid }, index) => (settled[index] as Settled).back(grid)));
    }
    return made;
  };
  const harmonised = await fill('harmonised', (piece) => voicesGiven(piece, [0]));
  const free = await fill('harmonised', (piece) => voicesGiven(piece, [0]), NO_RULES);
  const composed = await fill('composed', nothingGiven);
  const lower = VOICES.map((_, voice) => voice).slice(1);
  const copies = (grids: readonly VoiceGrid[], voices?: readonly number[]): Copies => {
    const index = indexCopies(corpus.train, { voices });
    const bars = grids.map((grid) => longestCopiedRun(grid, index).bars).sort((a, b) => b - a);
    return { longest: bars[0] ?? 0, median: bars[Math.floor(bars.length / 2)] ?? 0 };
  };
  return {
    statistics: new Map([
      [REAL, measureStatistics(pieces)],
      ['harmonised', measureStatistics(harmonised)],
      ['without rules', measureStatistics(free)],
      ['composed', measureStatistics(composed)],
    ]),
    copies: new Map([
      ['real, all voices', copies(pieces)],
      ['composed, all voices', copies(composed)],
      ['real, lower three voices', copies(pieces, lower)],
      ['harmonised, lower three voices', copies(harmonised, lower)],
    ]),
  };
}

/** The measures in numbers, as JSON has them. */
export function summariseMade({ statistics, copies }: MadeMeasures): {
  readonly statistics: Readonly<Record<string, Summary>>;
  readonly copies: Readonly<Record<string, Copies>>;
} {
  const real = statistics.get(REAL) as Statistics;
  const summaries = Array.from(statistics, ([name, one]) => [name, summarise(one, real)] as const);
  return { statistics: Object.fromEntries(summaries), copies: Object.fromEntries(copies) };
}

/** The measures as tables for a person. */
export function describeMade({ statistics, copies }: MadeMeasures): string {
  const lines = [...copies].map(
    ([name, { longest, median }]) =>
      `${longest.toFixed(2).padStart(8)} ${median.toFixed(2).padStart(8)}  ${name}`,
  );
  return [
    describeStatistics(statistics, REAL),
    '',
    'longest run copied from the training, in bars (whatever the key)',
    ' longest   median',
    ...lines,
  ].join('\n');
}
