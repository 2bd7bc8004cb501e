import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { groupReferences, hashBucket, hashSplit } from './hashSplit.ts';

const golden = JSON.parse(
  readFileSync(new URL('../../../../tools/golden/data/hashSplit.json', import.meta.url), 'utf8'),
) as { buckets: [string, number][] };

describe('hashBucket', () => {
  it("equals Python's for every sentence of the golden", () => {
    expect(golden.buckets.map(([sentence]) => [sentence, hashBucket(sentence)])).toEqual(golden.buckets);
  });

  it('does not see case, punctuation or spaces at the ends', () => {
    expect(hashBucket(' “GO”!')).toBe(hashBucket('go'));
    expect(hashBucket('go')).not.toBe(hashBucket('goes'));
  });
});

describe('hashSplit', () => {
  it('sends bucket 0 to the test, 1 to validation, the rest to training', () => {
    const pairs = golden.buckets.map(([source]) => ({ source, target: source }));
    const split = hashSplit(pairs);
    const expected = (accepts: (bucket: number) => boolean) =>
      golden.buckets.filter(([, bucket]) => accepts(bucket)).map(([source]) => source);
    expect(split.test.map(({ source }) => source)).toEqual(expected((bucket) => bucket === 0));
    expect(split.valid.map(({ source }) => source)).toEqual(expected((bucket) => bucket === 1));
    expect(split.train.map(({ source }) => source)).toEqual(expected((bucket) => bucket > 1));
    expect(split.test.length).toBeGreaterThan(0);
    expect(split.valid.length).toBeGreaterThan(0);
  });
});

describe('groupReferences', () => {
  it('gathers the different translations of a sentence, in order', () => {
    const pairs = ['Hi.|Salut !', 'Go.|Va !', 'Hi.|Salut.', 'Hi.|Salut !', 'Hi!|Salut !'].map((line) => {
      const [source = '', target = ''] = line.split('|');
      return { source, target };
    });
    expect(groupReferences(pairs)).toEqual([
      { source: 'Hi.', references: ['Salut !', 'Salut.'] },
      { source: 'Go.', references: ['Va !'] },
      { source: 'Hi!', references: ['Salut !'] },
    ]);
  });
});
