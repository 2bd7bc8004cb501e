/**
 * Chorales whose bars are known, and how often the guess of their meters is right. Run, it prints the table and the
 * weights that fit the training pieces best, in the order of METER_WEIGHTS:
 *
 *     node tools/run.mjs apps/music/src/data/knownMeters.fixture.ts
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { STEPS_PER_QUARTER, type Meter } from '../score.ts';
import { SPLITS, type Split } from '@reprise/app/corpus';
import { fitMeterWeights } from './fitMeterWeights.fixture.ts';
import { CANDIDATES, guessMeter, METER_WEIGHTS, meterFeatures } from './guessMeter.ts';
import { musicData } from './musicData.fixture.ts';
import { layVoices } from './voiceSteps.ts';

/** Of the prior that keeps weights small. */
const PRECISION = 0.2;

export interface KnownPiece {
  readonly split: Split;
  /** its number in Schmieder's catalogue */
  readonly id: string;
  readonly voices: readonly Int16Array[];
  readonly meter: Meter;
  /** steps before the first bar line */
  readonly upbeat: number;
}

interface Golden {
  readonly pieces: readonly (readonly [
    split: Split,
    index: number,
    id: string,
    meter: readonly [beats: number, unit: number],
    upbeat: number,
  ])[];
}

/** The pieces of jsb-chorales-16th.json that tools/golden/musicMeters.py has found in scores with bar lines. */
export function loadKnownMeters(): KnownPiece[] {
  const golden = JSON.parse(
    readFileSync(new URL('../../../../tools/golden/data/musicMeters.json', import.meta.url), 'utf8'),
  ) as Golden;
  const data = JSON.parse(
    readFileSync(musicData('jsb-chorales', 'jsb-chorales-16th.json'), 'utf8'),
  ) as Readonly<Record<Split, readonly number[][][]>>;
  return golden.pieces.map(([split, index, id, [beats, unit], upbeat]) => ({
    split,
    id,
    voices: layVoices(data[split][index] ?? []).voices,
    meter: { beats, unit },
    upbeat,
  }));
}

export interface RightGuesses {
  readonly meter: number;
  readonly upbeat: number;
  readonly both: number;
}

/** In how many pieces the guess is right. @param heard what it is told of the voices; all of them where not given */
export function countRight(
  pieces: readonly KnownPiece[],
  heard: (voices: readonly Int16Array[]) => readonly Int16Array[] = (voices) => voices,
): RightGuesses {
  const guesses = pieces.map(({ voices, meter, upbeat }) => {
    const guess = guessMeter(heard(voices));
    const isMeter = guess.meter.beats === meter.beats && guess.meter.unit === meter.unit;
    return { isMeter, isUpbeat: guess.upbeat === upbeat };
  });
  return {
    meter: guesses.filter(({ isMeter }) => isMeter).length,
    upbeat: guesses.filter(({ isUpbeat }) => isUpbeat).length,
    both: guesses.filter(({ isMeter, isUpbeat }) => isMeter && isUpbeat).length,
  };
}

/** Fits the weights to the pieces that are among what can be guessed. */
export function refitMeters(pieces: readonly KnownPiece[]): { pieces: number; weights: number[] } {
  const known = pieces.flatMap(({ voices, meter, upbeat }) => {
    const truth = CANDIDATES.findIndex(
      (other) =>
        other.meter.beats === meter.beats &&
        other.meter.unit === meter.unit &&
        other.upbeat * STEPS_PER_QUARTER === upbeat,
    );
    return truth === -1 ? [] : [{ features: meterFeatures(voices), truth }];
  });
  return { pieces: known.length, weights: fitMeterWeights(known, PRECISION) };
}

function describeGuesses(pieces: readonly KnownPiece[]): string {
  const rows = SPLITS.map((split) => {
    const own = pieces.filter((piece) => piece.split === split);
    const { meter, upbeat, both } = countRight(own);
    return [split, own.length, meter, upbeat, both];
  });
  return [['', 'known', 'meter', 'upbeat', 'both'], ...rows]
    .map((row) => row.map((cell) => String(cell).padStart(7)).join(''))
    .join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const pieces = loadKnownMeters();
  const fitted = refitMeters(pieces.filter(({ split }) => split === 'train'));
  const farthest = Math.max(
    ...fitted.weights.map((weight, index) => Math.abs(weight - (METER_WEIGHTS[index] ?? NaN))),
  );
  process.stdout.write(
    `pieces whose meter and upbeat are guessed right:\n${describeGuesses(pieces)}\n\n` +
      `weights that fit ${fitted.pieces} training pieces best; those in use differ by ${farthest.toFixed(4)} at most:\n` +
      `${fitted.weights.map((weight) => weight.toFixed(2)).join(' ')}\n`,
  );
}
