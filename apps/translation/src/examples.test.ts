import { BOS, EOS, PAD } from '@reprise/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { pairSource } from './batches.ts';
import { encodePairs, makeBatch, withEnd, type EncodedPair, type Tokenizers } from './examples.ts';
import { tinyCorpus } from './tinyCorpus.ts';
import { tinySettings } from './tinyModel.fixture.ts';
import { trainTokenizers } from './tokenizers.ts';

const { train: pairs } = tinyCorpus({ size: 100 });
let tokenizers: Tokenizers;
let examples: EncodedPair[];

beforeAll(async () => {
  tokenizers = await trainTokenizers(pairs, tinySettings());
  ({ examples } = await encodePairs(pairs, tokenizers));
});

describe('trainTokenizers', () => {
  it('learns one for both languages', () => {
    expect(tokenizers.source).toBe(tokenizers.target);
    expect(tokenizers.source.vocabSize).toBe(300);
  });

  it('or one for each, which knows its own better', async () => {
    const separate = await trainTokenizers(
      pairs,
      tinySettings({ jointVocabulary: false, tiedEmbeddings: 'target' }),
    );
    const text = pairs.map(({ target }) => target).join(' ');
    const [own, other] = await Promise.all([separate.target.encode(text), separate.source.encode(text)]);
    expect(own.length).toBeLessThan(other.length);
    expect(await separate.source.decode(other)).toBe(text);
  });
});

describe('encodePairs', () => {
  it('marks the end of the source only', async () => {
    for (const [row, { source, target }] of examples.entries()) {
      expect(source).toEqual(withEnd(await tokenizers.source.encode(pairs[row]!.source)));
      expect(source.at(-1)).toBe(EOS);
      expect(await tokenizers.target.decode(target)).toBe(pairs[row]!.target);
      expect(target).not.toContain(EOS);
    }
  });

  it('leaves out what is longer than so many tokens on a side, the end among them, and counts it', async () => {
    const longest = ({ source, target }: EncodedPair): number => Math.max(source.length, target.length + 1);
    const limit = longest(examples[0]!);
    const { examples: kept, tooLong } = await encodePairs(pairs, tokenizers, limit);
    expect(kept).toEqual(examples.filter((example) => longest(example) <= limit));
    expect(kept).toContainEqual(examples[0]);
    expect(tooLong).toBe(pairs.length - kept.length);
    expect(tooLong).toBeGreaterThan(0);
  });
});

it('makeBatch pads, shifts the target by bos, ends it with eos, and counts its real tokens', () => {
  const { source, targetIn, targetOut, tokens } = makeBatch([
    { source: [7, EOS], target: [8, 9] },
    { source: [7, 8, EOS], target: [] },
  ]);
  expect(source).toMatchObject({ shape: [2, 3], lengths: Int32Array.of(2, 3) });
  expect([...source.ids]).toEqual([7, EOS, PAD, 7, 8, EOS]);
  expect([...targetIn.ids]).toEqual([BOS, 8, 9, BOS, PAD, PAD]);
  expect([...targetOut.ids]).toEqual([8, 9, EOS, EOS, PAD, PAD]);
  expect(tokens).toBe(4);
});

describe('pairSource', () => {
  const options = { maxTokens: 60, seed: 1 };
  const batchesOf = (source: ReturnType<typeof pairSource>, epoch: number, from = 0) => [
    ...(source.batches(epoch, from) as Iterable<ReturnType<typeof makeBatch>>),
  ];

  it('has every pair once an epoch, in batches of at most so many target tokens', () => {
    const source = pairSource(examples, options);
    const batches = batchesOf(source, 0);
    expect(batches).toHaveLength(source.batchesIn(0));
    const targets = batches.flatMap(
      ({
        targetOut: {
          ids,
          shape: [rows, width],
        },
      }) => {
        expect(rows * width).toBeLessThanOrEqual(options.maxTokens);
        return Array.from({ length: rows }, (_, row) =>
          [...ids.slice(row * width, (row + 1) * width)].filter((id) => id !== PAD).join(' '),
        );
      },
    );
    expect(targets.sort()).toEqual(examples.map(({ target }) => [...target, EOS].join(' ')).sort());
  });

  it('goes on from any batch, and depends on seed and epoch alone', () => {
    const all = batchesOf(pairSource(examples, options), 3);
    expect(batchesOf(pairSource(examples, options), 3, 2)).toEqual(all.slice(2));
    expect(batchesOf(pairSource(examples, options), 4)).not.toEqual(all);
    expect(batchesOf(pairSource(examples, { ...options, seed: 2 }), 3)).not.toEqual(all);
  });

  it('has a fingerprint of the text and of how it is batched', () => {
    const { fingerprint } = pairSource(examples, options);
    expect(pairSource([...examples], options).fingerprint).toBe(fingerprint);
    const [first, ...rest] = examples as [EncodedPair, ...EncodedPair[]];
    const changed: EncodedPair[] = [{ ...first, target: [...first.target, 5] }, ...rest];
    for (const other of [changed, rest, [...rest, first]]) {
      expect(pairSource(other, options).fingerprint).not.toBe(fingerprint);
    }
    expect(pairSource(examples, { ...options, maxTokens: 61 }).fingerprint).not.toBe(fingerprint);
  });
});
