import { InputError } from '@reprise/core/errors';
import { z } from 'zod';
import type { Score } from '../score.ts';
import { checkScore } from './checkScore.ts';
import { sortChanges, sortNotes } from './noteOrder.ts';

const FORMAT = 'reprise score';

const onset = z.number();
const SCHEMA = z.object({
  format: z.literal(FORMAT),
  version: z.literal(1),
  title: z.string().optional(),
  parts: z.array(
    z.object({
      name: z.string().optional(),
      program: z.number().optional(),
      isDrums: z.boolean().optional(),
      notes: z.array(
        z.object({ pitch: z.number(), onset, duration: z.number(), velocity: z.number().optional() }),
      ),
    }),
  ),
  tempos: z.array(z.object({ onset, tempo: z.number() })).default([]),
  meters: z.array(z.object({ onset, beats: z.number(), unit: z.number() })).default([]),
  keys: z.array(z.object({ onset, fifths: z.number(), mode: z.enum(['major', 'minor']) })).default([]),
  chords: z
    .array(
      z.object({
        onset,
        chord: z.object({
          root: z.number(),
          quality: z.enum(['major', 'minor', 'diminished', 'augmented', 'dominant', 'none']),
        }),
      }),
    )
    .default([]),
  upbeat: z.number().default(0),
});

/**
 * Reads a score as {@link scoreToJson} writes it.
 * @param name what messages call the file
 * @throws InputError where it is no such text
 */
export function scoreFromJson(text: string, name: string): Score {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new InputError(`${name}: expected a score as JSON, got other text: ${(error as Error).message}`);
  }
  const result = SCHEMA.safeParse(json);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new InputError(
      `${name}: expected a score as JSON, of the format ${JSON.stringify(FORMAT)}; ` +
        `${issue?.path.join('.') || 'all of it'}: ${issue?.message ?? 'not valid'}`,
    );
  }
  const { title, parts, tempos, meters, keys, chords, upbeat } = result.data;
  const score: Score = {
    title,
    parts: parts.map((part) => ({ ...part, notes: sortNotes(part.notes) })),
    tempos: sortChanges(tempos),
    meters: sortChanges(meters),
    keys: sortChanges(keys),
    chords: sortChanges(chords),
    upbeat,
  };
  checkScore(score, name);
  return score;
}

/** A score as JSON that loses nothing. @throws InputError when a number of it is out of its range */
export function scoreToJson(score: Score): string {
  checkScore(score, score.title ?? 'the score');
  return `${JSON.stringify({ format: FORMAT, version: 1, ...score })}\n`;
}
