import { readMidi } from '../files/readMidi.ts';
import { voicesOf } from '../files/voicesOf.ts';
import type { VoiceGrid } from '../score.ts';
import { guessMeter } from './guessMeter.ts';
import { readPieceFolder, stemOf, type FolderPieces } from './pieceFolder.ts';

const EXTENSIONS = ['.mid', '.midi'];

export interface VoiceFolder extends FolderPieces<VoiceGrid> {
  /** whether the meter of the piece with this id is a guess */
  readonly isGuessed: (id: string) => boolean;
}

/** The pieces in four voices of a folder of MIDI files. Where a file says no meter it is guessed, and the upbeat too. */
export async function readVoiceFolder(folder: string): Promise<VoiceFolder> {
  const guessed = new Set<string>();
  const read = await readPieceFolder(folder, {
    extensions: EXTENSIONS,
    readPieces(bytes, path) {
      const id = stemOf(path);
      const score = readMidi(bytes, path);
      const grid = voicesOf(score);
      const isGuessed = score.meters.length === 0;
      if (isGuessed) guessed.add(id);
      const bars = isGuessed ? guessMeter(grid.voices) : grid;
      return [{ id, piece: { ...grid, id, meter: bars.meter, upbeat: bars.upbeat } }];
    },
  });
  return { ...read, isGuessed: (id) => guessed.has(id) };
}
