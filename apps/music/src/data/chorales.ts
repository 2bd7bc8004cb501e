import { stat } from 'node:fs/promises';
import { InputError } from '@reprise/core/errors';
import { REST, STEPS_PER_QUARTER, stepsOf, VOICES, type VoiceGrid } from '../score.ts';
import type { Corpus } from '@reprise/app/corpus';
import { allPieces, counted, mapPieces, splitTotals, type SplitPieces } from './splitPieces.ts';
import { guessMeter, METER_ACCURACY } from './guessMeter.ts';
import { makeCorpus, type CorpusOptions, type PieceKind } from './makeCorpus.ts';
import { struckPitches } from './overlap.ts';
import { readSplitFile, readSteps, shown } from './splitFile.ts';
import { layVoices } from './voiceSteps.ts';

export interface ChoraleOptions extends CorpusOptions {
  /** steps of a quarter note in a JSON file, 4 (the default), 2 or 1; they are laid on sixteenths */
  readonly stepsPerQuarter?: 1 | 2 | 4 | undefined;
}

/** In Bach's chorales on sixteenths it is 3 % of the changes; on eighths, taken for sixteenths, 38 %. */
const MOST_BETWEEN_EIGHTHS = 0.2;
const ENOUGH_CHANGES = 100;

const KIND: PieceKind<VoiceGrid> = {
  keyOf: ({ voices }) => {
    const lowest = Math.min(...voices.flatMap((voice) => struckPitches(voice)));
    return voices.map((voice) => voice.map((pitch) => (pitch === REST ? REST : pitch - lowest))).join('|');
  },
  melodyOf: ({ voices }) => struckPitches(voices[0] ?? []),
  unit: 'sixteenths',
  lengthOf: stepsOf,
};

/**
 * Reads pieces in four voices: a JSON file `{train, valid, test}`, plain or gzip, whose pieces are lists of steps
 * `[soprano, alto, tenor, bass]` of MIDI numbers with -1 (or NaN, or null) for silence, as jsb-chorales-16th.json; or a
 * folder of MIDI files, see `readVoiceFolder`.
 *
 * The JSON form has no bar lines: meter and upbeat are guessed, see {@link guessMeter}; so they are of a MIDI file that
 * says no meter.
 *
 * @throws InputError of what has neither form, with file, piece and step; of a piece in two splits, in the same key or
 *   another, unless `duplicates` is `drop`
 */
export async function loadChorales(path: string, options: ChoraleOptions = {}): Promise<Corpus<VoiceGrid>> {
  const isFolder = (await stat(path).catch(() => undefined))?.isDirectory() === true;
  // Readers of music files are loaded where they are needed: the JSON form wants none of them.
  const read = isFolder
    ? await (await import('./choraleFolder.ts')).readVoiceFolder(path)
    : await readChoraleFile(path, options);
  return makeCorpus(path, read, KIND, options, (splits) => meterFacts(splits, read.isGuessed));
}

interface ReadChorales {
  readonly splits: SplitPieces<VoiceGrid>;
  readonly warnings: readonly string[];
  /** whether the meter of the piece with this id is a guess */
  readonly isGuessed: (id: string) => boolean;
}

/** The pieces of a JSON file, see {@link loadChorales}. */
export async function readChoraleFile(
  path: string,
  { stepsPerQuarter = STEPS_PER_QUARTER }: ChoraleOptions = {},
): Promise<ReadChorales> {
  const read = await readSplitFile(path, (value, place, id) => {
    const steps = readSteps(value, place);
    const wide = steps.findIndex((step) => step.length > VOICES.length);
    if (wide !== -1) {
      throw new InputError(
        `${place}, step ${wide}: expected a number for each of ${VOICES.join(', ')}, got ${shown(steps[wide])}. ` +
          'Are these frames of a piano roll? The frame model reads them',
      );
    }
    const { voices, mended } = layVoices(spread(steps, STEPS_PER_QUARTER / stepsPerQuarter));
    const { meter, upbeat } = guessMeter(voices);
    return { grid: { id, voices, meter, upbeat }, mended };
  });
  const splits = mapPieces(read, ({ grid }) => grid);
  const grids = allPieces(splits);
  if (isUpsideDown(grids)) {
    throw new InputError(
      `${path}: expected the highest voice first in a step (${VOICES.join(', ')}), got the lowest first. ` +
        'Are these frames of a piano roll? The frame model reads them',
    );
  }
  const mended = allPieces(read).filter((piece) => piece.mended > 0);
  const warnings: string[] = [];
  if (mended.length > 0) {
    const steps = mended.reduce((sum, piece) => sum + piece.mended, 0);
    warnings.push(
      `${path}: ${counted(steps, 'step')} in ${counted(mended.length, 'piece')} with fewer numbers than voices: ` +
        'which voices they are was told from the steps around',
    );
  }
  if (shareBetweenEighths(grids) > MOST_BETWEEN_EIGHTHS) {
    warnings.push(
      `${path}: ${Math.round(100 * shareBetweenEighths(grids))} % of the changes are between eighths. Are its steps ` +
        'sixteenths? Else say how many make a quarter',
    );
  }
  return { splits, warnings, isGuessed: () => true };
}

/** Each step so many times. */
function spread<T>(steps: readonly T[], times: number): readonly T[] {
  return times === 1 ? steps : steps.flatMap((step) => new Array<T>(times).fill(step));
}

/** Whether the first voice is below the last one where both sing, mostly. */
function isUpsideDown(grids: readonly VoiceGrid[]): boolean {
  let [below, both] = [0, 0];
  for (const { voices } of grids) {
    const [first, last] = [voices[0] as Int16Array, voices.at(-1) as Int16Array];
    first.forEach((pitch, step) => {
      const other = last[step] as number;
      if (pitch === REST || other === REST) return;
      both++;
      if (pitch < other) below++;
    });
  }
  return below > both / 2;
}

/** Of the steps at which something changes, the share that is between the eighths of a grid of sixteenths. */
function shareBetweenEighths(grids: readonly VoiceGrid[]): number {
  let [between, all] = [0, 0];
  for (const grid of grids)
    for (let step = 1; step < stepsOf(grid); step++) {
      if (grid.voices.every((voice) => voice[step] === voice[step - 1])) continue;
      all++;
      if (step % 2 === 1) between++;
    }
  return all < ENOUGH_CHANGES ? 0 : between / all;
}

function meterFacts(splits: SplitPieces<VoiceGrid>, isGuessed: ReadChorales['isGuessed']): string[] {
  const counts = new Map<string, number>();
  for (const { meter } of allPieces(splits)) {
    const name = `${meter.beats}/${meter.unit}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const meters = Array.from(counts).toSorted(([, one], [, other]) => other - one);
  const upbeats = splitTotals(splits, ({ upbeat }) => (upbeat > 0 ? 1 : 0));
  const facts = `meters: ${meters.map(([name, count]) => `${count} in ${name}`).join(', ')}; with an upbeat ${upbeats}`;
  const guessed = allPieces(splits).filter(({ id }) => isGuessed(id)).length;
  if (guessed === 0) return [facts];
  const { right, pieces } = METER_ACCURACY;
  return [
    facts,
    `  guessed from the notes for ${counted(guessed, 'piece')}: such guesses of meter and upbeat are right for ${right} of ` +
      `${pieces} chorales of Bach (${Math.round((100 * right) / pieces)} %) that they were not fitted to`,
  ];
}
