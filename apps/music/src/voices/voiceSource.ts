import { createHash } from 'node:crypto';
import { plannedBatches } from '@reprise/app';
import type { BatchSource } from '@reprise/core';
import { Rng } from '@reprise/engine';
import { transpose, transpositionsWithin } from '../data/transposition.ts';
import { stepsOf, type VoiceGrid } from '../score.ts';
import { drawGiven } from './drawGiven.ts';
import { bringHome } from './home.ts';
import { SAYABLE } from './tokens.ts';
import { voiceBatch, type VoiceBatch } from './voiceBatch.ts';

export interface VoiceSourceOptions {
  /** steps in a batch, padding included */
  readonly batchTokens: number;
  /** semitones that a piece is moved away from home by at most */
  readonly transposition: number;
  readonly seed: number;
}

/** How often a piece is somewhere else: the key of what is given may be mistaken. */
const AWAY = 0.3;

/**
 * Whole pieces of like length, mostly in C major or A minor and else in any key, and with something of it given, drawn anew in each epoch.
 * Each batch is a function of seed, epoch and its number.
 */
export function voiceSource(
  pieces: readonly VoiceGrid[],
  { batchTokens, transposition, seed }: VoiceSourceOptions,
): BatchSource<VoiceBatch> {
  const homely = pieces.map(bringHome);
  const shifts = homely.map((piece) =>
    transpositionsWithin(
      piece,
      piece.voices.map(() => SAYABLE),
      transposition,
    ),
  );
  const rng = Rng.fromSeed(seed).fold('voices');
  return plannedBatches({
    targetLengths: pieces.map(stepsOf),
    maxTokens: batchTokens,
    seed,
    pool: 4,
    fingerprint: fingerprint(pieces, { batchTokens, transposition }),
    make(rows, epoch) {
      const moved = Array.from(rows, (row) => {
        const piece = homely[row] as VoiceGrid;
        if (rng.fold('away', epoch, row).float() >= AWAY) return piece;
        const possible = shifts[row] as number[];
        const chosen = Math.floor(rng.fold('shift', epoch, row).float() * possible.length);
        return transpose(piece, possible[chosen] as number);
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
