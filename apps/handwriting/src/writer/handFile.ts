import { readFile } from 'node:fs/promises';
import { writeWhole } from '@reprise/app/textFile';
import { InputError, readSafetensors, writeSafetensors, type Weights } from '@reprise/core';
import { z } from 'zod';
import type { Prime } from './writeLines.ts';

/** What makes a writer write in the hand of one person. */
export interface Hand {
  /** of the model that it was adapted from */
  readonly base: string;
  /** the part of the model's weights that is its own */
  readonly weights: Weights;
  /** a line that shows it */
  readonly style: Prime;
}

const FORMAT = 'reprise-hand-1';

const metadataSchema = z.object({
  format: z.literal(FORMAT),
  base: z.string(),
  text: z.string().min(1),
  offsets: z.string(),
});

const offsetsSchema = z.array(z.number()).min(3);

/** Writes a hand, some 250 KB, whole or not at all. */
export async function writeHand(path: string, { base, weights, style }: Hand): Promise<void> {
  const offsets = Array.from(style.path.offsets, (value) => Math.round(value * 1e4) / 1e4);
  const metadata = { format: FORMAT, base, text: style.text, offsets: JSON.stringify(offsets) };
  await writeWhole(path, writeSafetensors(weights, { dtype: 'F16', metadata }), `the hand ${path}`);
}

/** @throws InputError where the file cannot be read or holds no hand */
export async function readHand(path: string): Promise<Hand> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new InputError(`--hand ${path}: cannot be read (${(error as Error).message}).`);
  });
  const { tensors, metadata } = readSafetensors(bytes, path);
  const parsed = metadataSchema.safeParse(metadata);
  const offsets = offsetsSchema.safeParse(parsed.success ? parseJson(parsed.data.offsets) : undefined);
  if (!parsed.success || !offsets.success || offsets.data.length % 3 !== 0) {
    throw new InputError(`${path}: expected a hand, as adapt writes it, got another file.`);
  }
  const { base, text } = parsed.data;
  return { base, weights: tensors, style: { text, path: { offsets: Float32Array.from(offsets.data) } } };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
