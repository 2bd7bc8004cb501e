import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InputError } from '@reprise/core/errors';
import { afterAll, describe, expect, it } from 'vitest';
import { describeCorpus, loadCorpus } from './data.ts';
import { hashBucket } from './data/hashSplit.ts';

const folder = mkdtempSync(join(tmpdir(), 'corpus-test-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function file(name: string, lines: string[]): string {
  const path = join(folder, name);
  writeFileSync(path, lines.map((line) => `${line}\n`).join(''));
  return path;
}

/** A sentence of the wanted bucket. */
function sentence(bucket: number, skip = 0): string {
  for (let n = 0; ; n++) {
    if (hashBucket(`Sentence ${n}.`) === bucket && skip-- === 0) return `Sentence ${n}.`;
  }
}

const [test1, test2, valid1, train1, train2, train3] = [
  sentence(0),
  sentence(0, 1),
  sentence(1),
  sentence(2),
  sentence(3),
  sentence(4),
];

const tsv = file('pairs.tsv', [
  `${test1}\tPhrase t1.`,
  `${test1}\tPhrase t1 bis.`,
  `${test2}\tPhrase t2.`,
  `${valid1}\tPhrase v1.`,
  `${train1}\tPhrase a.`,
  `${train1}\tPhrase a.`,
  `${train2}\tPhrase t2.`,
  `${train3}\t `,
  `${train3}\tPhrase\u00a0c.`,
]);
const lined = [file('x.en', ['one', 'two', 'one', '']), file('x.fr', ['un', 'deux', 'un', 'rien'])] as const;

describe('loadCorpus', () => {
  it('divides one file by the hash of its first language and keeps test sentences out of training', async () => {
    const corpus = await loadCorpus({ train: tsv });
    expect(corpus).toEqual({
      train: [
        { source: train1, target: 'Phrase a.' },
        { source: train3, target: 'Phrase c.' },
      ],
      valid: [{ source: valid1, target: 'Phrase v1.' }],
      test: [
        { source: test1, references: ['Phrase t1.', 'Phrase t1 bis.'] },
        { source: test2, references: ['Phrase t2.'] },
      ],
      dropped: { train: { duplicate: 1, empty: 1, targetInTest: 1 }, valid: {}, test: {} },
    });
    expect(describeCorpus(corpus)).toBe(
      'train: 2 pairs; left out: 1 duplicate, 1 empty, 1 targetInTest\nvalid: 1 pairs\ntest: 2 sentences',
    );
  });

  it('divides the same way when it is reversed', async () => {
    const corpus = await loadCorpus({ train: tsv, reverse: true });
    expect(corpus.train).toEqual([
      { source: 'Phrase a.', target: train1 },
      { source: 'Phrase c.', target: train3 },
    ]);
    expect(corpus.test).toEqual([
      { source: 'Phrase t1.', references: [test1] },
      { source: 'Phrase t1 bis.', references: [test1] },
      { source: 'Phrase t2.', references: [test2] },
    ]);
  });

  it('takes given parts whole, a line-aligned test line by line', async () => {
    const corpus = await loadCorpus({ train: tsv, valid: lined, test: lined });
    expect(corpus.train.map(({ target }) => target)).toEqual([
      'Phrase t1.',
      'Phrase t1 bis.',
      'Phrase t2.',
      'Phrase v1.',
      'Phrase a.',
      'Phrase t2.',
      'Phrase c.',
    ]);
    expect(corpus.valid).toHaveLength(3);
    expect(corpus.test).toEqual([
      { source: 'one', references: ['un'] },
      { source: 'two', references: ['deux'] },
      { source: 'one', references: ['un'] },
    ]);
    expect(corpus.dropped.test).toEqual({ empty: 1 });
  });

  it('sets only validation text apart when a test is given', async () => {
    const corpus = await loadCorpus({ train: tsv, test: lined });
    expect(corpus.valid.map(({ source }) => source)).toEqual([valid1]);
    expect(corpus.train.map(({ source }) => source)).toContain(test1);
    expect(corpus.test).toHaveLength(3);
  });

  it('has no test when only validation text is given', async () => {
    expect((await loadCorpus({ train: tsv, valid: lined })).test).toEqual([]);
  });

  it('cleans training text only', async () => {
    const corpus = await loadCorpus({ train: lined, valid: lined, test: lined, maxLength: 3, maxRatio: 1.5 });
    expect(corpus.valid).toHaveLength(3);
    expect(corpus.test).toHaveLength(3);
    expect(corpus.dropped.train).toEqual({ tooLong: 1, duplicate: 1, empty: 1 });
  });

  it.each([
    ['training', { train: file('empty', []), valid: tsv }],
    ['validation', { train: file('small.tsv', [`${train1}\tPhrase a.`]) }],
    ['test', { train: tsv, test: file('blank.tsv', ['', '']) }],
  ])('refuses a corpus without %s pairs', async (part, options) => {
    const loading = loadCorpus(options);
    await expect(loading).rejects.toThrow(InputError);
    await expect(loading).rejects.toThrow(new RegExp(`no ${part} pair is left`));
  });
});

const dataFolder =
  process.env.REPRISE_DATA ?? fileURLToPath(new URL('../../../../shared/data', import.meta.url));
const tatoeba = join(dataFolder, 'translation/tatoeba-eng-fra/fra.txt.gz');

describe.skipIf(!existsSync(tatoeba))('the Tatoeba pairs (skipped where REPRISE_DATA has none)', () => {
  it('divide as counted by an independent program', async () => {
    const corpus = await loadCorpus({ train: tatoeba });
    expect(corpus.train).toHaveLength(163_403);
    expect(corpus.dropped.train).toEqual({ duplicate: 144, targetInTest: 242 });
    expect(corpus.valid).toHaveLength(1_657);
    expect(corpus.test).toHaveLength(1_212);
    expect(Math.max(...corpus.test.map(({ references }) => references.length))).toBe(9);
  });
});
