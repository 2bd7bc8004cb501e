import { VOICES } from '../score.ts';
import { jensenShannon, type Counts } from './counts.ts';
import type { Statistics } from './statistics.ts';

const NOT_DEFINED = '–';
const COLUMN_GAP = '  ';

type Format = (value: number) => string;

const decimals = (digits: number): Format => formatKnown((value) => value.toFixed(digits));
const percent = formatKnown((value) => `${(100 * value).toFixed(1)} %`);
const bits = decimals(4);

const RATES: readonly (readonly [name: string, format: Format, of: (statistics: Statistics) => number])[] = [
  ['pieces', decimals(0), ({ pieces }) => pieces],
  ['bars', decimals(0), ({ bars }) => bars],
  ['parallel fifths per bar', decimals(4), (one) => one.parallelFifthsPerBar],
  ['parallel octaves per bar', decimals(4), (one) => one.parallelOctavesPerBar],
  ['voice crossings per bar', decimals(4), (one) => one.crossingsPerBar],
  ['notes out of range per bar', decimals(4), (one) => one.rangeViolationsPerBar],
  ['notes per bar', decimals(2), (one) => one.notesPerBar],
  ['bars heard before', percent, (one) => one.repeatedBarRate],
  ['steps held', percent, (one) => one.heldShare],
  ['steps silent', percent, (one) => one.silentShare],
  ['pieces that end on the tonic', percent, (one) => one.cadenceRate],
];

const DISTRIBUTIONS: readonly (readonly [
  name: string,
  of: (statistics: Statistics) => Counts | undefined,
])[] = [
  ['pitch classes', (one) => one.pitchClasses.together],
  ...VOICES.map(
    (voice, index) => [`  of the ${voice}`, (one: Statistics) => one.pitchClasses.voices[index]] as const,
  ),
  ['scale degrees', (one) => one.scaleDegrees.together],
  ['melodic intervals', (one) => one.melodicIntervals.together],
  ...VOICES.map(
    (voice, index) => [`  of the ${voice}`, (one: Statistics) => one.melodicIntervals.voices[index]] as const,
  ),
  ['intervals above the bass', (one) => one.bassIntervals],
];

/** Rates, and how far the distributions are from those of another corpus, in bits. */
export interface Summary extends Omit<Statistics, DistributionName> {
  readonly distances: Readonly<Record<DistributionName, number>>;
}

type DistributionName = 'pitchClasses' | 'scaleDegrees' | 'melodicIntervals' | 'bassIntervals';

/** The statistics of a corpus in numbers, its distributions against those of `real` (Jensen-Shannon divergence). */
export function summarise(statistics: Statistics, real: Statistics): Summary {
  const { pitchClasses, scaleDegrees, melodicIntervals, bassIntervals, ...rates } = statistics;
  return {
    ...rates,
    distances: {
      pitchClasses: jensenShannon(pitchClasses.together, real.pitchClasses.together),
      scaleDegrees: jensenShannon(scaleDegrees.together, real.scaleDegrees.together),
      melodicIntervals: jensenShannon(melodicIntervals.together, real.melodicIntervals.together),
      bassIntervals: jensenShannon(bassIntervals, real.bassIntervals),
    },
  };
}

/**
 * The statistics of corpora beside each other, a line each, and below them how far their distributions are from the
 * reference's (Jensen-Shannon divergence, 0 to 1 bit).
 *
 * @param corpora by the names of their columns, for example generated ones and real ones
 * @param reference the name of the corpus to measure against
 * @throws RangeError where it is not among them
 */
export function describeStatistics(corpora: ReadonlyMap<string, Statistics>, reference: string): string {
  const real = corpora.get(reference);
  if (!real) {
    throw new RangeError(
      `describeStatistics: expected the reference "${reference}" among ${[...corpora.keys()].join(', ')}.`,
    );
  }
  const all = [...corpora.values()];
  const divergence = (one: Statistics, of: (statistics: Statistics) => Counts | undefined) =>
    one === real ? NOT_DEFINED : bits(jensenShannon(of(one) ?? new Map(), of(real) ?? new Map()));
  const header = ['', ...corpora.keys()];
  const rates = RATES.map(([name, format, of]) => [name, ...all.map((one) => format(of(one)))]);
  const divergences = DISTRIBUTIONS.map(([name, of]) => [name, ...all.map((one) => divergence(one, of))]);
  const lines = alignColumns([header, ...rates, ...divergences]);
  const split = 1 + rates.length;
  return [...lines.slice(0, split), `distance from ${reference}, in bits:`, ...lines.slice(split)].join('\n');
}

function formatKnown(format: Format): Format {
  return (value) => (Number.isNaN(value) ? NOT_DEFINED : format(value));
}

/** The first column to the left, the others to the right. */
function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join(COLUMN_GAP)
      .trimEnd(),
  );
}
