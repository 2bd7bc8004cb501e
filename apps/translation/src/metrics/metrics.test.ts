import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { corpusBleu } from './bleu.ts';
import { bleuByLength, countWords } from './bleuByLength.ts';
import { corpusChrf } from './chrf.ts';
import { copyBaseline } from './copyBaseline.ts';
import { METRICS_VERSION } from './signature.ts';
import { tokenize13a } from './tokenize13a.ts';

interface GoldenCorpus {
  name: string;
  hypotheses: string[];
  references: string[][];
  bleu: number;
  precisions: number[];
  brevityPenalty: number;
  hypothesisLength: number;
  referenceLength: number;
  bleuLowercase: number;
  chrf: number;
  bleuSignature: string;
  chrfSignature: string;
}

const golden = JSON.parse(
  readFileSync(new URL('../../../../tools/golden/data/sacrebleu.json', import.meta.url), 'utf8'),
) as { tokens: [string, string[]][]; corpora: GoldenCorpus[] };

const ours = (theirSignature: string) => theirSignature.replace(/version:.*/u, `version:${METRICS_VERSION}`);

describe('tokenize13a', () => {
  it.each(golden.tokens)('cuts %j like sacreBLEU', (text, tokens) => {
    expect(tokenize13a(text)).toEqual(tokens);
  });
});

describe('corpusBleu', () => {
  it.each(golden.corpora)('equals sacreBLEU: $name', (corpus) => {
    const bleu = corpusBleu(corpus.hypotheses, corpus.references);
    expect(bleu.score).toBeCloseTo(corpus.bleu, 8);
    expect(bleu.precisions).toHaveLength(4);
    bleu.precisions.forEach((precision, index) => {
      expect(precision).toBeCloseTo(corpus.precisions[index] ?? NaN, 8);
    });
    expect(bleu.brevityPenalty).toBeCloseTo(corpus.brevityPenalty, 10);
    expect(bleu.hypothesisLength).toBe(corpus.hypothesisLength);
    expect(bleu.referenceLength).toBe(corpus.referenceLength);
    expect(bleu.signature).toBe(ours(corpus.bleuSignature));
  });

  it.each(golden.corpora)(
    'equals sacreBLEU without case: $name',
    ({ hypotheses, references, bleuLowercase }) => {
      const bleu = corpusBleu(hypotheses, references, { lowercase: true });
      expect(bleu.score).toBeCloseTo(bleuLowercase, 8);
      expect(bleu.signature).toContain('|case:lc|');
    },
  );

  it('refuses hypotheses without references', () => {
    expect(() => corpusBleu(['a', 'b'], [['a']])).toThrow(/corpusBleu: .*2 hypotheses, got 1/);
    expect(() => corpusBleu(['a', 'b'], [['a'], []])).toThrow(/corpusBleu: .*sentence 2, got none/);
  });

  it('names the version of this package in its signature', () => {
    const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    expect(METRICS_VERSION).toBe(`reprise-${manifest.version}`);
  });
});

describe('corpusChrf', () => {
  it.each(golden.corpora)('equals sacreBLEU: $name', ({ hypotheses, references, chrf, chrfSignature }) => {
    const score = corpusChrf(hypotheses, references);
    expect(score.score).toBeCloseTo(chrf, 8);
    expect(score.signature).toBe(ours(chrfSignature));
  });

  it('refuses hypotheses without references', () => {
    expect(() => corpusChrf(['a'], [])).toThrow(/corpusChrf: .*1 hypotheses, got 0/);
  });
});

describe('bleuByLength', () => {
  const hypotheses = [
    'yes',
    'the cat is on the mat',
    'no',
    'the dog is in the big house by the sea',
    'so it is now',
  ];
  const references = [
    ['yes'],
    ['the cat sat on the mat'],
    ['no !'],
    ['the dog is in the house by the sea'],
    ['so it is now'],
  ];

  it('scores each range of lengths like a corpus of its own, edges inclusive', () => {
    const buckets = bleuByLength(hypotheses, references, [1, 5, 1, 11, 6], [5, 10]);
    const part = (indexes: number[]) =>
      corpusBleu(
        indexes.map((index) => hypotheses[index] ?? ''),
        indexes.map((index) => references[index] ?? []),
      );
    expect(buckets).toEqual([
      { from: 0, to: 5, sentences: 3, bleu: part([0, 1, 2]) },
      { from: 6, to: 10, sentences: 1, bleu: part([4]) },
      { from: 11, to: Infinity, sentences: 1, bleu: part([3]) },
    ]);
  });

  it('has no score where no sentence is so long', () => {
    const [short, long] = bleuByLength(['a'], [['a']], [1], [5]);
    expect(short?.sentences).toBe(1);
    expect(long).toEqual({ from: 6, to: Infinity, sentences: 0, bleu: undefined });
  });

  it('refuses lengths that do not belong to the sentences', () => {
    expect(() => bleuByLength(['a'], [['a']], [], [5])).toThrow(
      /bleuByLength: expected a length for each of 1/,
    );
  });

  it('counts words between white space', () => {
    expect(countWords("  I don't\u00a0know, do you?\n")).toBe(5);
    expect(countWords('')).toBe(0);
  });
});

describe('copyBaseline', () => {
  it('is what the source itself scores', () => {
    const sources = ['Tom lives in Boston in 2013 .', 'Hello .'];
    const targets = [['Tom habite Boston in 2013 .'], ['Bonjour .']];
    const baseline = copyBaseline(sources, targets);
    expect(baseline).toEqual({ bleu: corpusBleu(sources, targets), chrf: corpusChrf(sources, targets) });
    expect(baseline.bleu.score).toBeGreaterThan(0);
    expect(baseline.bleu.score).toBeLessThan(60);
  });
});
