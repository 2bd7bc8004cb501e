import { InputError, type PenSampling } from '@reprise/core';
import { Rng } from '@reprise/engine';
import type { Ink } from '../ink.ts';
import type { LoadedWriter } from '../modelFolder.ts';
import { transform } from '../strokes/geometry.ts';
import { layOut, type PlacedWord } from './layOut.ts';
import { writeComplete } from './writeComplete.ts';
import type { Asked, Prime, WrittenPath } from './writeLines.ts';
import { plainText, writerText } from './writerText.ts';

export interface WriteTextOptions extends PenSampling {
  /** of a line, in x-heights (default 60, about ten words) */
  readonly lineWidth?: number | undefined;
  /** from one baseline to the next, in x-heights (default 3.8) */
  readonly lineHeight?: number | undefined;
  /** what all randomness follows from, the hand too where none is given (default 1) */
  readonly seed?: number | undefined;
  /** something written in the hand that is wanted; without it the model makes one up */
  readonly style?: Prime | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A text that was written. */
export interface WrittenText {
  /** the page, with times; an x is {@link UNIT} high */
  readonly ink: Ink;
  /** what was replaced or did not go well, a line each */
  readonly remarks: readonly string[];
}

/** What an x-height is in the ink. */
const UNIT = 20;

const DEFAULT_BIAS = 0.5;
const DEFAULT_WIDTH = 60;
const DEFAULT_HEIGHT = 3.8;

const MOST_CHARACTERS = 20_000;
/** Words of more characters are written in parts: the model has seen few that are longer. */
const LONGEST_PART = 16;

/**
 * Writes a text in one hand, on lines. The hand is that of `style`, or of the first long word, which is written from
 * nothing: all others are written behind it, and so look like it (Graves 2013, section 5.5).
 *
 * @throws InputError for an empty text, one of more than 20,000 characters, and characters that the model has not
 *   learned and that nothing stands for
 */
export async function write(
  { network, architecture }: Pick<LoadedWriter, 'network' | 'architecture'>,
  text: string,
  options: WriteTextOptions = {},
): Promise<WrittenText> {
  const { seed = 1, bias = DEFAULT_BIAS, temperature, style, signal } = options;
  const alphabet = writerText(architecture.characters);
  const { text: plain, replaced } = plainText(text, new Set([...architecture.characters, '\n']));
  if (plain.length > MOST_CHARACTERS) {
    throw new InputError(
      `write: expected at most ${MOST_CHARACTERS} characters, got ${plain.length}. Write it in parts.`,
    );
  }
  const words = wordsOf(plain);
  if (words.length === 0) throw new InputError('write: expected a text, got none.');
  // Said before anything is written.
  for (const { text: word } of words) alphabet.encode(word);

  const rng = Rng.fromSeed(seed).fold('write');
  const writeAll = (asked: readonly Asked[], name: string): Promise<WrittenPath[]> =>
    writeComplete(network, alphabet, asked, { rng: rng.fold(name), bias, temperature, signal });

  const first = style ? undefined : longest(words.map(({ text: word }) => word));
  const own =
    first === undefined ? undefined : (await writeAll([{ text: words[first]?.text ?? '' }], 'hand'))[0];
  const hand = style ?? (own && { text: words[first as number]?.text ?? '', path: own });
  const rest = words.filter((_, index) => index !== first);
  const others = await writeAll(
    rest.map(({ text: word }): Asked => ({ text: word, prime: hand })),
    'words',
  );
  const placed = words.map((word, index): PlacedWord => {
    const path = index === first ? own : others[first !== undefined && index > first ? index - 1 : index];
    return { ...word, path: path as WrittenPath };
  });
  const strokes = layOut(placed, {
    lineWidth: options.lineWidth ?? DEFAULT_WIDTH,
    lineHeight: options.lineHeight ?? DEFAULT_HEIGHT,
  });
  const lost = [own, ...others].filter((path) => path && !path.ended).length;
  return {
    ink: { id: `written ${seed}`, text, strokes: transform(strokes, [UNIT, 0, 0, UNIT, 0, 0]) },
    remarks: [
      ...(replaced.length > 0
        ? [`written without what the model has not learned: ${replaced.join(' ')}`]
        : []),
      ...(lost > 0 ? [`${lost} words did not come to an end; another seed or a higher bias may help`] : []),
    ],
  };
}

interface Word {
  readonly text: string;
  readonly breaks: boolean;
  readonly joins: boolean;
}

/** Words, the longest in parts. */
function wordsOf(text: string): Word[] {
  return text.split('\n').flatMap((line) =>
    line
      .split(/\s+/u)
      .filter((word) => word !== '')
      .flatMap((word, index) => {
        const characters = Array.from(word);
        const count = Math.ceil(characters.length / LONGEST_PART);
        const size = Math.ceil(characters.length / count);
        return Array.from({ length: count }, (_, part): Word => ({
          text: characters.slice(part * size, (part + 1) * size).join(''),
          breaks: index === 0 && part === 0,
          joins: part > 0,
        }));
      }),
  );
}

/** Up to this many characters: a hand shows in a word of them. */
const ENOUGH = 8;

/** The number of the first word that shows a hand best. */
function longest(words: readonly string[]): number {
  const shows = (word: string): number => Math.min(ENOUGH, Array.from(word).length);
  return words.reduce((best, word, index) => (shows(word) > shows(words[best] ?? '') ? index : best), 0);
}
