import { transpose } from '../data/transposition.ts';
import type { VoiceGrid } from '../score.ts';
import { estimateKey, type Key } from '../theory/key.ts';
import { PITCH_CLASSES } from '../theory/pitchClasses.ts';

/**
 * Semitones, -6 to 5, that bring music of a key into C major or A minor. There the network is at home: what it knows of
 * one key it need not learn of the others.
 */
export function homeShift({ tonic, mode }: Key): number {
  const major = mode === 'major' ? tonic : tonic + 3;
  const half = PITCH_CLASSES / 2;
  return ((half - major + 2 * PITCH_CLASSES) % PITCH_CLASSES) - half;
}

/** A piece in C major or A minor, by its estimated key. */
export function bringHome(piece: VoiceGrid): VoiceGrid {
  return transpose(piece, homeShift(estimateKey(piece)));
}
