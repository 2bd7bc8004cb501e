import { createHash } from 'node:crypto';
import { plannedBatches } from '@reprise/app';
import type { BatchSource } from '@reprise/core';
import { Rng } from '@reprise/engine';
import { transpose, transpositionsWithin } from '../data/transposition.ts';
import { stepsOf, type VoiceGrid } from '../score.ts';
import type { VoiceRange } from '../theory/ranges.ts';
import { drawGiven } from './drawGiven.ts';
import { voiceBatch, type VoiceBatch } from './voiceBatch.ts';

export interface VoiceSourceOptions {
  /** steps in a batch, padding included */
  readonly batchTokens: number;
  /** semitones that a piece is moved by at most, as far as its voices stay within `ranges` */
  readonly transposition: number;
  /** lowest and highest pitch, in the order of `VOICES` */
  readonly ranges: readonly VoiceRange[];
  readonly seed: number;
}

/**
 * Whole pieces of like length, each moved by some semitones and with something of it given, drawn anew in each epoch.
 * Each batch is a function of seed, epoch and its number.
 */
export function voiceSource(
  pieces: readonly VoiceGrid[],
  { batchTokens, transposition, ranges, seed }: VoiceSourceOptions,
): BatchSource<VoiceBatch> {
  const shifts = pieces.map((piece) => transpositionsWithin(piece, ranges, transposition));
  const rng = Rng.fromSeed(seed).fold('voices');
  return plannedBatches({
    targetLengths: pieces.map(stepsOf),
    maxTokens: batchTokens,
    seed,
    pool: 4,
    fingerprint: fingerprint(pieces, { batchTokens, transposition, ranges }),
    make(rows, epoch) {
      const moved = Array.from(rows, (row) => {
        const possible = shifts[row] as number[];
        const chosen = Math.floor(rng.fold('shift', epoch, row).float() * possible.length);
        return transpose(pieces[row] as VoiceGrid, possible[chosen] as number);
      });
      const given = moved.map((piece, index) =>
        drawGiven(piece, rng.fold('given', epoch, rows[index] as number)),
      );
      return voiceBatch(moved, given);
    },
  });
}

function fingerprint(pieces: readonly VoiceGrid[], options: Readonly<Record<string, unknown>>): string {
  const hash = createHash('sha256').update(JSON.stringify(options));
  for (const { id, voices, meter, upbeat } of pieces) {
    hash.update(JSON.stringify([id, meter, upbeat]));
    for (const { buffer, byteOffset, byteLength } of voices)
      hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  }
  return hash.digest('hex');
}
