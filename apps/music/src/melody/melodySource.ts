import { createHash } from 'node:crypto';
import { plannedBatches } from '@reprise/app';
import type { BatchSource } from '@reprise/core';
import { Rng } from '@reprise/engine';
import { melodyTranspositions, transposeMelody } from '../data/transposition.ts';
import { hideChords } from './hideChords.ts';
import type { Melody } from './melody.ts';
import { melodyBatch, type MelodyBatch } from './melodyBatch.ts';
import type { ReaderSpec } from './melodyReader.ts';
import type { MelodyVocabulary } from './melodyVocabulary.ts';

export interface MelodySourceOptions {
  /** steps in a batch, padding included */
  readonly batchTokens: number;
  /** semitones that a tune is moved by at most */
  readonly transposition: number;
  readonly seed: number;
  readonly vocabulary: MelodyVocabulary;
  readonly reader: ReaderSpec;
}

/**
 * Tunes of like length, each moved by some semitones as far as the vocabulary goes, and of some of them the harmony
 * hidden from some moment on, drawn anew in each epoch. Each batch is a function of seed, epoch and its number.
 */
export function melodySource(
  melodies: readonly Melody[],
  { batchTokens, transposition, seed, vocabulary, reader }: MelodySourceOptions,
): BatchSource<MelodyBatch> {
  const shifts = melodies.map((melody) =>
    melodyTranspositions(melody, vocabulary.spec.pitches, transposition),
  );
  const rng = Rng.fromSeed(seed).fold('melodies');
  return plannedBatches({
    // A tune has a step more than notes, in which it ends.
    targetLengths: melodies.map(({ notes }) => notes.length + 1),
    maxTokens: batchTokens,
    seed,
    pool: 8,
    fingerprint: fingerprint(melodies, { batchTokens, transposition, reader, ...vocabulary.spec }),
    make(rows, epoch) {
      const moved = Array.from(rows, (row) => {
        const possible = shifts[row] as number[];
        const semitones = possible[
          Math.floor(rng.fold('shift', epoch, row).float() * possible.length)
        ] as number;
        const known = hideChords(melodies[row] as Melody, rng.fold('chords', epoch, row));
        return transposeMelody(known, semitones);
      });
      return melodyBatch(moved, vocabulary, reader);
    },
  });
}

function fingerprint(melodies: readonly Melody[], options: Readonly<Record<string, unknown>>): string {
  const hash = createHash('sha256').update(JSON.stringify(options));
  for (const { id, notes, chords } of melodies) hash.update(JSON.stringify([id, notes, chords]));
  return hash.digest('hex');
}
