import { transpose } from '../data/transposition.ts';
import { REST, type VoiceGrid } from '../score.ts';
import type { VoiceRange } from '../theory/ranges.ts';
import { VOICE_COUNT } from '../voices/tokens.ts';
import type { Given } from '../voices/voiceBatch.ts';

export interface Moved {
  readonly piece: VoiceGrid;
  readonly semitones: number;
  /** a piece in the old place */
  back(piece: VoiceGrid): VoiceGrid;
}

const FARTHEST = 36;

/**
 * Moves a piece by as few semitones as bring what is given of it within the ranges of the voices, or as much of it as
 * can be: a melody may come in any octave.
 */
export function moveIntoRange(piece: VoiceGrid, given: Given, ranges: readonly VoiceRange[]): Moved {
  const outside = (semitones: number): number => {
    let sum = 0;
    piece.voices.forEach((pitches, voice) => {
      const [low, high] = ranges[voice] as VoiceRange;
      pitches.forEach((pitch, step) => {
        if (pitch === REST || given[step * VOICE_COUNT + voice] !== 1) return;
        sum += Math.max(0, low - pitch - semitones, pitch + semitones - high);
      });
    });
    return sum;
  };
  let [semitones, least] = [0, outside(0)];
  for (let distance = 1; distance <= FARTHEST && least > 0; distance++)
    for (const candidate of [-distance, distance]) {
      const sum = outside(candidate);
      if (sum < least) [semitones, least] = [candidate, sum];
    }
  return { piece: transpose(piece, semitones), semitones, back: (moved) => transpose(moved, -semitones) };
}
