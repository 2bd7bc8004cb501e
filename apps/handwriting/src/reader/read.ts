import { InputError } from '@reprise/core';
import { checkInk } from '../checkInk.ts';
import type { Ink, Stroke } from '../ink.ts';
import type { LoadedReader } from '../modelFolder.ts';
import { normalise } from '../strokes/normalise.ts';
import { makeAlphabet } from './alphabet.ts';
import { labelDecoder, type Decode, type Reading } from './decodeLabels.ts';
import { inkLogits } from './inkLogits.ts';
import { splitLines } from './lines.ts';

export interface ReadOptions {
  /** whether what is known of words has a say (default true) */
  readonly language?: boolean | undefined;
  readonly beamSize?: number | undefined;
  /** readings of each line that come back at most (default 1) */
  readonly nBest?: number | undefined;
  /** each ink is one of these characters */
  readonly oneOf?: readonly string[] | undefined;
}

/** What an ink says. */
export interface InkReading {
  readonly id: string;
  /** the best reading of each line, a line each */
  readonly text: string;
  /** the least sure line's */
  readonly confidence: number;
  /** for each line the most probable readings, the best first */
  readonly lines: readonly (readonly Reading[])[];
}

/**
 * Reads ink: words, or pages of lines.
 * @throws InputError for ink without points or with numbers that are not finite, for ink that is too long to be read, and
 *   for characters that the model cannot say
 */
export function readInks(model: LoadedReader, inks: readonly Ink[], options: ReadOptions = {}): InkReading[] {
  const decode = decoderOf(model, options);
  for (const ink of inks) checkInk(ink, `read: ink ${JSON.stringify(ink.id)}`);
  const lines = inks.flatMap(({ strokes }, index) =>
    (options.oneOf ? [[...strokes]] : splitLines(strokes)).map((line) => ({ index, line: normalise(line) })),
  );
  const logits = inkLogits(
    model.network,
    lines.map(({ line }): readonly Stroke[] => line),
    model.settings,
  );
  const read = logits.map(decode);
  return inks.map(({ id }, index) => {
    const own = read.filter((_, place) => lines[place]?.index === index);
    return readingOfLines(id, own);
  });
}

/** @param lines the readings of each */
export function readingOfLines(id: string, lines: readonly (readonly Reading[])[]): InkReading {
  return {
    id,
    text: lines.map(([best]) => best?.text ?? '').join('\n'),
    confidence: Math.min(1, ...lines.map(([best]) => best?.confidence ?? 0)),
    lines,
  };
}

/** The search that a model's readings come from. @throws InputError for characters that the model cannot say */
export function decoderOf(
  { architecture: { characters }, language: known }: Pick<LoadedReader, 'architecture' | 'language'>,
  { language = true, beamSize, nBest, oneOf }: ReadOptions,
): Decode {
  checkCharacters(oneOf, characters);
  return labelDecoder(makeAlphabet(characters), {
    language: language ? known : undefined,
    beamSize,
    nBest,
    oneOf,
  });
}

/** @throws InputError for characters that a model cannot say, and for none */
function checkCharacters(oneOf: readonly string[] | undefined, known: readonly string[]): void {
  if (!oneOf) return;
  const unknown = oneOf.filter((character) => !known.includes(character));
  if (oneOf.length > 0 && unknown.length === 0) return;
  throw new InputError(
    oneOf.length === 0
      ? 'read: expected characters to choose from, got none.'
      : `read: expected characters that the model knows (${known.join('')}), got ${unknown.join(' ')}.`,
  );
}
