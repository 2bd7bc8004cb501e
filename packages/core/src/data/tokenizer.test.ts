import { mkdtempSync, readdirSync, readFileSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { InputError } from '../errors.ts';
import { loadTokenizer, trainTokenizer } from './tokenizer.ts';
import type { Tokenizer } from './tokenizer.ts';
import { BOS, EOS, PAD, SPECIAL_TOKENS, UNK } from './vocabulary.ts';

interface Golden {
  corpus: string[];
  probes: string[];
  cases: { vocabSize: number; tokens: string[]; merges: [string, string][]; ids: number[][] }[];
}

const golden = JSON.parse(
  readFileSync(new URL('../../../../tools/golden/data/tokenizer.json', import.meta.url), 'utf8'),
) as Golden;

function tokensById(tokenizer: Tokenizer): string[] {
  const { model } = JSON.parse(tokenizer.toJSON()) as { model: { vocab: Record<string, number> } };
  return Object.entries(model.vocab)
    .sort(([, a], [, b]) => a - b)
    .map(([token]) => token);
}

describe('trainTokenizer', () => {
  it.each(golden.cases)(
    "equals Python's BpeTrainer at $vocabSize",
    async ({ vocabSize, tokens, merges, ids }) => {
      const tokenizer = await trainTokenizer(golden.corpus, { vocabSize });
      expect(tokensById(tokenizer)).toEqual(tokens);
      expect((JSON.parse(tokenizer.toJSON()) as { model: { merges: unknown } }).model.merges).toEqual(merges);
      expect(await tokenizer.encodeBatch(golden.probes)).toEqual(ids);
      expect(tokenizer.vocabSize).toBe(tokens.length);
    },
  );

  it('learns the same from lines with white space around them, or joined', async () => {
    const padded = await trainTokenizer([golden.corpus.map((line) => `  ${line} \r`).join('\n')], {
      vocabSize: 400,
    });
    expect(tokensById(padded)).toEqual(golden.cases[2]?.tokens);
  });

  it.each([259, 30_001, 300.5, NaN])('refuses a vocabulary of %d', async (vocabSize) => {
    await expect(trainTokenizer(['some text'], { vocabSize })).rejects.toThrow(InputError);
  });

  it('refuses text with nothing in it', async () => {
    await expect(trainTokenizer(['', ' \n '], { vocabSize: 300 })).rejects.toThrow(/nothing to learn/);
  });

  it('leaves no temporary files, even when the text fails halfway', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tokenizer-test-'));
    vi.stubEnv('TMPDIR', folder);
    const failing = function* () {
      yield 'x'.repeat(1 << 21);
      expect(readdirSync(folder)).toHaveLength(1);
      throw new Error('disk on fire');
    };
    await expect(trainTokenizer(failing(), { vocabSize: 300 })).rejects.toThrow('disk on fire');
    await trainTokenizer(golden.corpus, { vocabSize: 300 });
    expect(readdirSync(folder)).toEqual([]);
    vi.unstubAllEnvs();
    rmdirSync(folder);
  });
});

describe('a tokenizer', () => {
  let tokenizer: Tokenizer;
  beforeAll(async () => {
    tokenizer = await trainTokenizer(golden.corpus, { vocabSize: 400 });
  });

  it('gives back every Unicode string', async () => {
    const texts = [...ODD_TEXTS, ...randomTexts(3000)];
    const ids = await tokenizer.encodeBatch(texts);
    expect(await tokenizer.decodeBatch(ids)).toEqual(texts);
    expect(await tokenizer.decode(await tokenizer.encode(ODD_TEXTS.join('')))).toBe(ODD_TEXTS.join(''));
  });

  it('gives back every code point', async () => {
    const blocks: string[] = [];
    for (let start = 0; start < 0x110000; start += 0x80) {
      const points = Array.from({ length: 0x80 }, (_, i) => start + i);
      blocks.push(String.fromCodePoint(...points.filter((point) => point < 0xd800 || point > 0xdfff)));
    }
    expect(await tokenizer.decodeBatch(await tokenizer.encodeBatch(blocks))).toEqual(blocks);
  });

  it('turns a lone surrogate into the replacement character', async () => {
    expect(await tokenizer.decode(await tokenizer.encode('a\ud800b'))).toBe('a\ufffdb');
  });

  it('never reads a special token out of text', async () => {
    const ids = await tokenizer.encode(SPECIAL_TOKENS.join(''));
    expect(Math.min(...ids)).toBeGreaterThan(UNK);
    expect(await tokenizer.decode(ids)).toBe(SPECIAL_TOKENS.join(''));
  });

  it('skips special tokens when it decodes', async () => {
    const ids = await tokenizer.encode('une pomme');
    expect(await tokenizer.decode([BOS, UNK, ...ids, EOS, PAD, PAD])).toBe('une pomme');
    expect(await tokenizer.decode([PAD, EOS])).toBe('');
  });

  it.each([-1, 1.5, 400, NaN])('refuses to decode id %d', async (id) => {
    await expect(tokenizer.decode([id])).rejects.toThrow(RangeError);
  });

  it('is the same when it was saved and loaded', async () => {
    const loaded = await loadTokenizer(tokenizer.toJSON());
    expect(loaded.vocabSize).toBe(400);
    expect(await loaded.encodeBatch(golden.probes)).toEqual(await tokenizer.encodeBatch(golden.probes));
    expect(loaded.toJSON()).toBe(tokenizer.toJSON());
  });
});

describe('loadTokenizer', () => {
  it.each([
    ['no JSON', 'hello', /expected the content of JSON/],
    ['another JSON', '{}', /model of type BPE, got none/],
    ['null', 'null', /model of type BPE, got none/],
    ['another model', '{"model": {"type": "WordPiece"}}', /got WordPiece/],
    ['no vocabulary', '{"model": {"type": "BPE"}}', /<pad> at id 0, got none/],
    [
      'other specials',
      '{"model": {"type": "BPE", "vocab": {"<pad>": 0, "<bos>": 2}}}',
      /<bos> at id 1, got 2/,
    ],
    [
      'a damaged model',
      '{"model": {"type": "BPE", "vocab": {"<pad>": 0, "<bos>": 1, "<eos>": 2, "<unk>": 3}, "merges": 7}}',
      /expected the content of a tokenizer.json/,
    ],
  ])('refuses %s', async (_, json, message) => {
    const loading = loadTokenizer(json);
    await expect(loading).rejects.toThrow(InputError);
    await expect(loading).rejects.toThrow(message);
  });
});

const ODD_TEXTS = [
  '',
  ' ',
  '  ',
  '\n',
  '\n\n \n',
  '\r\n',
  '\t\ttabs',
  ' leading',
  'trailing ',
  'two  spaces   three',
  'NUL \0 inside\0',
  '\u0001\u0002\u001f\u007f\u0085\u009f',
  '🙂👩‍👩‍👧‍👦🏳️‍🌈🇫🇷',
  'e\u0301 \u0301alone Z\u0351\u036b\u0343',
  '二〇二四年、猫が鳴いた。한국어',
  'العربية שָׁלוֹם हिन्दी ไทย',
  '\u00a0\u202f\u2009\u2028\u2029\u3000\ufeff',
  '\u200b\u200d\u2060\ufffd\uffff\u{10ffff}',
  "it's I'll 'tis ' '' don't've",
  'Ġ Ċ ĉ â Ģ Ļ',
  '<s></s>[CLS]▁##',
  '"\\"\\u0041{}[]',
];

/** Strings of up to 20 characters drawn from the odd texts and from all of Unicode, always the same ones. */
function randomTexts(count: number): string[] {
  const letters = Array.from(ODD_TEXTS.join(''));
  let state = 7;
  const draw = (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const character = () => {
    const point = draw(0x110000);
    const isSurrogate = point >= 0xd800 && point <= 0xdfff;
    return draw(3) === 0 && !isSurrogate
      ? String.fromCodePoint(point)
      : (letters[draw(letters.length)] ?? '');
  };
  return Array.from({ length: count }, () => Array.from({ length: draw(21) }, character).join(''));
}
