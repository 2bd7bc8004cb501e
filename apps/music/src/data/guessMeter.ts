import { STEPS_PER_QUARTER, type Meter } from '../score.ts';
import { beatEvidence, EVIDENCE } from './beatEvidence.ts';

export interface MeterGuess {
  readonly meter: Meter;
  /** steps before the first bar line */
  readonly upbeat: number;
  /** probability of meter and upbeat together, by the model of the guess */
  readonly confidence: number;
}

/** The meters told apart, and how much each kind of evidence speaks for each beat of its bar. */
const METERS: readonly { readonly meter: Meter; readonly weights: readonly (readonly number[])[] }[] = [
  {
    meter: { beats: 4, unit: 4 },
    weights: [
      [1.97, -0.53, 1.78, 1.4, -1.71],
      [-2.05, 2.45, -0.63, -1.92, 0.21],
      [1.23, 0.82, -0.06, 1.7, -0.15],
      [-1.05, -2.56, -1, -1.07, 1.59],
    ],
  },
  {
    meter: { beats: 3, unit: 4 },
    weights: [
      [4.16, -0.05, 1.85, 2.96, -1.27],
      [-2.71, -0.57, -1.99, -1.95, 0.94],
      [-1.42, 0.61, 0.13, -0.98, 0.34],
    ],
  },
];

/** How usual each upbeat of 0, 1, … quarters is, for each meter. */
const BIASES: readonly (readonly number[])[] = [
  [1.33, 3.01, -1.34, -1.86],
  [0.69, -0.18, -1.65],
];

interface Candidate {
  readonly meter: Meter;
  /** quarters */
  readonly upbeat: number;
}

/** All that may be guessed. */
export const CANDIDATES: readonly Candidate[] = METERS.flatMap(({ meter }) =>
  Array.from({ length: meter.beats }, (_, upbeat) => ({ meter, upbeat })),
);

/** The weights of {@link meterFeatures}. */
export const METER_WEIGHTS: readonly number[] = [
  ...METERS.flatMap(({ weights }) => weights),
  ...BIASES,
].flat();

/**
 * In how many of Bach's chorales meter and upbeat are both guessed right: those of the valid and test split whose bars
 * are known, none of which the weights were fitted to. `knownMeters.fixture.ts`, run, prints the table it is from.
 */
export const METER_ACCURACY = { right: 138, pieces: 146 } as const;

/**
 * Guesses meter and upbeat of voices that come without bar lines, from their notes alone.
 *
 * A log-linear model of seven possibilities: 4/4 after 0 to 3 quarters, 3/4 after 0 to 2. Each has the evidence at its
 * first, second, … beats averaged over the piece: how long the highest voice's notes are that begin there, whether
 * anything begins in the quarter before, whether the bass moves, how long the chord stays that begins there, whether
 * nothing begins. The length of the piece does not count: files differ in whether the last bar is filled.
 *
 * The 42 weights are the maximum of the posterior (Gaussian prior, precision 0.2) over those 222 training pieces of the
 * JSB chorales whose bars are known from scores; the test of this file fits them again. Pieces known and guessed right:
 *
 * |       | known | meter | upbeat | both |
 * | ----- | ----- | ----- | ------ | ---- |
 * | train | 223   | 221   | 220    | 219  |
 * | valid | 70    | 70    | 68     | 68   |
 * | test  | 76    | 73    | 71     | 70   |
 *
 * By the soprano alone it is 135 of valid and test. Other meters (one chorale is in 3/2) and upbeats of less than a
 * quarter are guessed wrong, and 2/2 is 4/4 here; a meter that changes is guessed as one.
 *
 * @param voices pitches or REST on a grid of sixteenths, the highest first and the bass last, all of one length
 */
export function guessMeter(voices: readonly ArrayLike<number>[]): MeterGuess {
  const scores = meterFeatures(voices).map((features) =>
    features.reduce((sum, value, index) => sum + value * (METER_WEIGHTS[index] as number), 0),
  );
  const highest = Math.max(...scores);
  const total = scores.reduce((sum, score) => sum + Math.exp(score - highest), 0);
  const { meter, upbeat } = CANDIDATES[scores.indexOf(highest)] as Candidate;
  return { meter, upbeat: upbeat * STEPS_PER_QUARTER, confidence: 1 / total };
}

/** What speaks for each of {@link CANDIDATES}: [candidates][features], as {@link METER_WEIGHTS} weighs it. */
export function meterFeatures(voices: readonly ArrayLike<number>[]): number[][] {
  const evidence = beatEvidence(voices);
  return CANDIDATES.map(({ meter, upbeat }, candidate) => {
    const beats = METERS.flatMap((other) =>
      other.weights.flatMap((_, beat) =>
        other.meter === meter ? meanOf(evidence, meter.beats, beat + upbeat) : EVIDENCE.map(() => 0),
      ),
    );
    return [...beats, ...CANDIDATES.map((_, index) => (index === candidate ? 1 : 0))];
  });
}

/** The mean evidence of every so manieth quarter. */
function meanOf(evidence: readonly (readonly number[])[], every: number, from: number): number[] {
  const rows = evidence.filter((_, quarter) => quarter % every === from % every);
  return EVIDENCE.map(
    (_, kind) => rows.reduce((sum, row) => sum + (row[kind] as number), 0) / Math.max(1, rows.length),
  );
}
