import { InputError } from '../errors.ts';
import { trainKneserNey } from './kneserNey.ts';
import { headerOf, packTables, unpackTables, type NgramHeader } from './ngramFile.ts';
import { ngramModel, type NgramModel } from './ngramModel.ts';
import type { NgramTables } from './ngramTables.ts';

export interface CharacterModelOptions {
  /** characters of the longest n-grams (default 6) */
  readonly order?: number | undefined;
  /** characters that may come beside those of the texts (default none) */
  readonly alphabet?: Iterable<string> | undefined;
  /** n-grams of three characters and more that came less often are left out (default 1: none), which makes it smaller */
  readonly minCount?: number | undefined;
}

/**
 * An n-gram model of characters (Unicode code points). Tokens are places in `characters`, then one for every other
 * character; `end` is the end of a text. Search advances by states, whole numbers.
 */
export interface CharacterModel extends NgramModel {
  readonly characters: readonly string[];
  /** the token of all characters that it does not know */
  readonly unknown: number;
  tokenOf(character: string): number;
  /** The tokens of an alphabet, or of a text. */
  tokensOf(characters: Iterable<string>): number[];
  /** Nats of a whole text, its end included. */
  textLogProb(text: string): number;
  /** A file that `readCharacterModel` reads: log-probabilities to 1/4096 nat, 3 to 7 bytes for an n-gram. */
  toBytes(): Uint8Array;
}

interface CharacterModelHeader extends NgramHeader {
  readonly format: 'characterModel';
  readonly version: 1;
  readonly characters: readonly string[];
}

/** The file begins with the length of its JSON header: an unsigned 32-bit number, little-endian. */
const LENGTH_BYTES = 4;

const DEFAULT_ORDER = 6;

/**
 * Trains on texts, each with a beginning and an end of its own: by interpolated modified Kneser-Ney (see
 * `trainKneserNey`). Texts count as they are; bring them to one Unicode normalisation first.
 *
 * @throws InputError for options out of range
 */
export function trainCharacterModel(
  texts: Iterable<string>,
  { order = DEFAULT_ORDER, alphabet = [], minCount }: CharacterModelOptions = {},
): CharacterModel {
  const lines = Array.isArray(texts) ? (texts as readonly string[]) : [...texts];
  const known = new Set(alphabet);
  for (const line of lines) for (const character of line) known.add(character);
  const characters = [...known].sort((a, b) => (a < b ? -1 : 1));
  const places = new Map(characters.map((character, place) => [character, place]));
  const tables = trainKneserNey(encodeAll(lines, places), {
    order,
    vocabSize: characters.length + 1,
    minCount,
  });
  return characterModel(characters, tables);
}

/**
 * Reads what `toBytes` gave.
 *
 * @param name of the file, for messages
 * @throws InputError when it is no such file, or damaged
 */
export function readCharacterModel(bytes: Uint8Array, name = 'readCharacterModel'): CharacterModel {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length < LENGTH_BYTES ? Infinity : view.getUint32(0, true);
  const header = length > bytes.length - LENGTH_BYTES ? undefined : parseHeader(bytes, length);
  if (!header) {
    throw new InputError(
      `${name}: expected a character model, as CharacterModel.toBytes writes it, got none.`,
    );
  }
  if (header.characters.length + 1 !== header.vocabSize) {
    throw new InputError(
      `${name}: expected ${header.vocabSize - 1} characters, got ${header.characters.length}. The file is damaged.`,
    );
  }
  return characterModel(header.characters, unpackTables(header, bytes.subarray(LENGTH_BYTES + length), name));
}

function* encodeAll(texts: Iterable<string>, places: ReadonlyMap<string, number>): Generator<number[]> {
  for (const text of texts) yield Array.from(text, (character) => places.get(character) as number);
}

function parseHeader(bytes: Uint8Array, length: number): CharacterModelHeader | undefined {
  const text = new TextDecoder().decode(bytes.subarray(LENGTH_BYTES, LENGTH_BYTES + length));
  try {
    const header = JSON.parse(text) as Partial<CharacterModelHeader> | null;
    const isOurs = header?.format === 'characterModel' && header.version === (1 as number);
    return isOurs && Array.isArray(header.characters) ? (header as CharacterModelHeader) : undefined;
  } catch {
    return undefined;
  }
}

function characterModel(characters: readonly string[], tables: NgramTables): CharacterModel {
  const model = ngramModel(tables);
  const places = new Map(characters.map((character, place) => [character, place]));
  const unknown = characters.length;
  const tokenOf = (character: string): number => places.get(character) ?? unknown;
  const tokensOf = (text: Iterable<string>): number[] => Array.from(text, tokenOf);
  return {
    ...model,
    characters,
    unknown,
    tokenOf,
    tokensOf,
    textLogProb: (text) => model.logProbs(tokensOf(text)).reduce((sum, nats) => sum + nats, 0),
    toBytes() {
      const header = { format: 'characterModel', version: 1, characters, ...headerOf(tables) };
      const text = new TextEncoder().encode(JSON.stringify(header));
      const numbers = packTables(tables);
      const bytes = new Uint8Array(LENGTH_BYTES + text.length + numbers.length);
      new DataView(bytes.buffer).setUint32(0, text.length, true);
      bytes.set(text, LENGTH_BYTES);
      bytes.set(numbers, LENGTH_BYTES + text.length);
      return bytes;
    },
  };
}
