import { InputError } from '@reprise/core/errors';
import { HIGHEST_KEY, LOWEST_KEY, type Frames } from '../frames/keys.ts';
import { REST } from '../score.ts';
import type { Corpus } from '@reprise/app/corpus';
import { allPieces, counted, mapPieces } from './splitPieces.ts';
import { makeCorpus, type CorpusOptions, type PieceKind } from './makeCorpus.ts';
import { struckPitches } from './overlap.ts';
import { readSplitFile, readSteps } from './splitFile.ts';

const KIND: PieceKind<Frames> = {
  keyOf: (frames) => {
    let lowest = HIGHEST_KEY;
    for (const pitches of frames) for (const pitch of pitches) lowest = Math.min(lowest, pitch);
    return frames.map((pitches) => pitches.map((pitch) => pitch - lowest).join()).join('|');
  },
  melodyOf: (frames) => struckPitches(frames.map((pitches) => pitches.at(-1) ?? REST)),
  unit: 'frames',
  lengthOf: (frames) => frames.length,
};

/**
 * Reads piano rolls: a JSON file `{train, valid, test}`, plain or gzip, whose pieces are lists of frames, each the list of
 * the MIDI numbers that sound; as JSB_Chorales.json.gz, and Nottingham, MuseData and Piano-midi in that form
 * (Boulanger-Lewandowski et al., ICML 2012). An empty frame is silence. Pitches come out ascending, each once.
 *
 * Notes outside a piano's keys, 21 to 108, are dropped and counted in a warning.
 *
 * @throws InputError of what has another form, with file, piece and frame ("step"); of a piece in two splits, in the
 *   same key or another, unless `duplicates` is `drop`
 */
export async function loadFrames(path: string, options: CorpusOptions = {}): Promise<Corpus<Frames>> {
  const read = await readSplitFile(path, (value, place) => {
    const steps = readSteps(value, place);
    let dropped = 0;
    const frames = steps.map((step) => {
      const sounding = step.filter((pitch) => pitch !== REST);
      const keys = sounding.filter((pitch) => pitch >= LOWEST_KEY && pitch <= HIGHEST_KEY);
      dropped += sounding.length - keys.length;
      return Array.from(new Set(keys)).toSorted((one, other) => one - other);
    });
    return { frames, dropped };
  });
  const dropped = allPieces(read).reduce((sum, piece) => sum + piece.dropped, 0);
  const splits = mapPieces(read, ({ frames }) => frames);
  if (!allPieces(splits).some((frames) => frames.some((pitches) => pitches.length > 0))) {
    throw new InputError(`${path}: expected notes from ${LOWEST_KEY} to ${HIGHEST_KEY}, got none`);
  }
  const warnings =
    dropped === 0
      ? []
      : [
          `${path}: ${counted(dropped, 'note')} outside the keys of a piano, ${LOWEST_KEY} to ${HIGHEST_KEY}, dropped`,
        ];
  return makeCorpus(path, { splits, warnings }, KIND, options);
}
