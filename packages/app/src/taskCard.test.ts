import type { FitResult } from '@reprise/core';
import { describe, expect, it } from 'vitest';
import { describeModel, describeScores, type CardFacts } from './taskCard.ts';

const MEANINGS = { loss: 'a note' };

describe('describeScores', () => {
  it('says what is measured, on how many, and what each score means', () => {
    expect(
      describeScores({ examples: 'pieces', scoreUnit: 'nats' }, MEANINGS, { loss: 1.25, pitch: 10 }, 1234),
    ).toBe('1,234 pieces\n   1.2500 nats  a note\n  10.0000 nats  pitch');
    expect(describeScores({ examples: 'inks' }, MEANINGS, { loss: 1 }, 1)).toBe('1 inks\n   1.0000  a note');
  });
});

describe('describeModel', () => {
  const facts: CardFacts = {
    words: { examples: 'pieces' },
    title: 'A model of tunes',
    task: { unit: 'notes', meanings: MEANINGS },
    corpus: {
      train: [1, 2],
      valid: [],
      test: [3],
      summary: '2 tunes',
      warnings: ['/data/a.json: one is odd'],
    },
    data: ['/data/a.json', '/more/b.json'],
    result: {
      ...{ stopped: 'done', steps: 4, epochs: 2, tokens: 80, seconds: 60 },
      from: { steps: [4], isMovingAverage: false },
    } as unknown as FitResult,
    scores: { loss: 0.5 },
    size: 1000,
  };

  it('names the files, but not where they are', () => {
    const card = describeModel(facts);
    expect(card).toContain('From a.json, b.json:\n\n    2 tunes\n    a.json: one is odd\n');
    expect(card).not.toContain('/data');
  });

  it('has the scores of the test, or says that there is none', () => {
    expect(describeModel(facts)).toMatch(
      /on the test pieces.*all notes\):\n\n {4}1 pieces\n {7}0\.5000 {2}a note\n/u,
    );
    expect(describeModel({ ...facts, scores: undefined })).toContain('No pieces were kept for a test.');
  });
});
