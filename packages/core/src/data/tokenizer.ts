import type { Tokenizer as NativeTokenizer } from 'tokenizers';
import { InputError } from '../errors.ts';
import type { Merge } from './bpeTrainer.ts';
import { SPECIAL_TOKENS } from './vocabulary.ts';

/**
 * Text to ids and back, by byte-level byte-pair encoding.
 *
 * Lossless: `decode(await encode(text))` is `text` for every string of Unicode characters (a lone
 * surrogate, which is none, becomes U+FFFD). Text is only ever text: a special token's name in it is
 * encoded letter by letter. No special tokens are added; who makes batches adds them.
 */
export interface Tokenizer {
  /** Number of ids, special tokens included. */
  readonly vocabSize: number;
  encode(text: string): Promise<number[]>;
  encodeBatch(texts: readonly string[]): Promise<number[][]>;
  /** Special tokens are left out. Throws a RangeError for an id outside the vocabulary. */
  decode(ids: readonly number[]): Promise<string>;
  decodeBatch(batch: readonly (readonly number[])[]): Promise<string[]>;
  /** The content of a tokenizer.json, which `loadTokenizer` and other Hugging Face `tokenizers` read. */
  toJSON(): string;
}

export interface TokenizerOptions {
  /**
   * Number of ids, at least the special tokens and the 256 bytes, at most what the trainer learns
   * (30,000). A text too small for so many merges gives fewer.
   */
  readonly vocabSize: number;
}

/** What a tokenizer.json holds of what is used here. */
interface TokenizerFile {
  readonly added_tokens?: unknown;
  readonly model: { readonly type: string; readonly vocab?: Readonly<Record<string, number>> };
}

const BYTES = 256;
const SMALLEST = SPECIAL_TOKENS.length + BYTES;

/** Texts encoded in one native call; each holds its tokens, offsets and words until the call's ids are read. */
const ENCODE_BATCH = 4096;

/**
 * Learns a tokenizer from text: special tokens at 0-3, then the 256 bytes, then merges, most frequent
 * first, up to `vocabSize`; the same as Python's BpeTrainer of that size with the byte-level alphabet.
 * Lines are taken apart, and white space around them does not count.
 *
 * @throws InputError if `vocabSize` is out of range or there is no text.
 */
export async function trainTokenizer(texts: Iterable<string>, options: TokenizerOptions): Promise<Tokenizer> {
  const { learnMerges, TRAINER_VOCAB_SIZE } = await import('./bpeTrainer.ts');
  const { vocabSize } = options;
  if (!Number.isInteger(vocabSize) || vocabSize < SMALLEST || vocabSize > TRAINER_VOCAB_SIZE) {
    throw new InputError(
      `trainTokenizer: vocabSize must be a whole number from ${SMALLEST} (special tokens and bytes) ` +
        `to ${TRAINER_VOCAB_SIZE}, got ${vocabSize}`,
    );
  }
  const merges = await learnMerges(texts);
  if (merges.length === 0) {
    throw new InputError('trainTokenizer: the text has nothing to learn from (no two letters in a row)');
  }
  const { byteLevelAlphabet } = await import('tokenizers');
  return loadTokenizer(tokenizerFile(byteLevelAlphabet(), merges, vocabSize));
}

/**
 * The tokenizer that a tokenizer.json describes.
 *
 * @param json the file's content
 * @throws InputError if it is not one, or its ids 0-3 are not the special tokens.
 */
export async function loadTokenizer(json: string): Promise<Tokenizer> {
  const { Tokenizer: Native } = await import('tokenizers');
  const file = parseFile(json);
  // Without its added tokens the library finds no special tokens inside of text.
  const native = parsed('a tokenizer.json', () =>
    Native.fromString(JSON.stringify({ ...file, added_tokens: [] })),
  );
  const vocabSize = native.getVocabSize();
  return {
    vocabSize,
    encode: async (text) => (await native.encode(text)).getIds(),
    encodeBatch: (texts) => encodeBatch(native, texts),
    decode: async (ids) => native.decode(textIds(ids, vocabSize), false),
    decodeBatch: async (batch) => {
      const texts = batch.map((ids) => textIds(ids, vocabSize));
      return native.decodeBatch(texts, false);
    },
    toJSON: () => json,
  };
}

async function encodeBatch(native: NativeTokenizer, texts: readonly string[]): Promise<number[][]> {
  const ids: number[][] = [];
  for (let start = 0; start < texts.length; start += ENCODE_BATCH) {
    const encodings = await native.encodeBatch(texts.slice(start, start + ENCODE_BATCH));
    for (const encoding of encodings) {
      ids.push(encoding.getIds());
    }
  }
  return ids;
}

function textIds(ids: readonly number[], vocabSize: number): number[] {
  const wrong = ids.find((id) => !Number.isInteger(id) || id < 0 || id >= vocabSize);
  if (wrong !== undefined) {
    throw new RangeError(`decode: ids must be whole numbers from 0 to ${vocabSize - 1}, got ${wrong}`);
  }
  return ids.filter((id) => id >= SPECIAL_TOKENS.length);
}

function parseFile(json: string): TokenizerFile {
  const file = parsed('JSON', () => JSON.parse(json) as Partial<TokenizerFile> | null);
  const model = file?.model;
  if (model?.type !== 'BPE') {
    throw new InputError(`loadTokenizer: expected a model of type BPE, got ${model?.type ?? 'none'}`);
  }
  SPECIAL_TOKENS.forEach((name, id) => {
    const found = model.vocab?.[name];
    if (found !== id) {
      throw new InputError(`loadTokenizer: expected ${name} at id ${id}, got ${found ?? 'none'}`);
    }
  });
  return { ...file, model };
}

function parsed<T>(form: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw new InputError(`loadTokenizer: expected the content of ${form}: ${String(error)}`);
  }
}

/** A tokenizer.json of the special tokens, the bytes, and as many merges as make `vocabSize` tokens. */
function tokenizerFile(alphabet: readonly string[], merges: readonly Merge[], vocabSize: number): string {
  const vocab = new Map<string, number>();
  const add = (token: string) => vocab.has(token) || vocab.set(token, vocab.size);
  SPECIAL_TOKENS.forEach(add);
  [...alphabet].sort().forEach(add);
  const kept: Merge[] = [];
  for (const [left, right] of merges) {
    if (vocab.size >= vocabSize) break;
    // Two merges can make one token, so tokens are counted, not merges.
    add(left + right);
    kept.push([left, right]);
  }
  const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true };
  return JSON.stringify({
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: SPECIAL_TOKENS.map((content, id) => ({
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: null,
    pre_tokenizer: byteLevel,
    post_processor: null,
    decoder: byteLevel,
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab: Object.fromEntries(vocab),
      merges: kept,
    },
  });
}
