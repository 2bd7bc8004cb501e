import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InputError } from '@reprise/core';
import { disposeParams, memory } from '@reprise/engine';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Example } from './data/pairs.ts';
import { describeEvaluation, evaluate } from './evaluate.ts';
import { corpusBleu } from './metrics/bleu.ts';
import { corpusChrf } from './metrics/chrf.ts';
import { writeCard, type CardFacts } from './modelCard.ts';
import { readExamples } from './testText.ts';
import { tinyCorpus } from './tinyCorpus.ts';
import { toTsv, untrainedModel, type TinyModel } from './tinyModel.fixture.ts';
import type { TranslateOptions, Translation, Translator } from './translator.ts';
import { validation } from './validation.ts';

const folder = mkdtempSync(join(tmpdir(), 'reprise-evaluate-'));
let tiny: TinyModel;

beforeAll(async () => {
  tiny = await untrainedModel();
});
afterAll(() => {
  disposeParams(tiny.model.params);
  rmSync(folder, { recursive: true });
});

/** "Translates" by a table, and notes with which options. */
function tableTranslator(table: Readonly<Record<string, string>>, used: TranslateOptions[] = []): Translator {
  return {
    config: tiny.config,
    translate: (texts, options = {}) => {
      used.push(options);
      const translations = texts.map((source): Translation => {
        const candidate = { text: table[source] ?? '', score: 0 };
        return { source, ...candidate, candidates: [candidate] };
      });
      return Promise.resolve(translations);
    },
    translateStream: () => {
      throw new Error('not for evaluation');
    },
    dispose: () => undefined,
  };
}

const TABLE = {
  'A small cat sleeps here.': 'Un petit chat dort ici.',
  'The dog that I saw runs across the wide street.': 'Le chien que je vois court dans la rue.',
};
const examples: Example[] = [
  { source: 'A small cat sleeps here.', references: ['Un petit chat dort ici.'] },
  {
    source: 'The dog that I saw runs across the wide street.',
    references: ['Le chien que j’ai vu traverse la grande rue.', 'Le chien que je vois court dans la rue.'],
  },
];

describe('evaluate', () => {
  it('scores the translations against the first and against all references', async () => {
    const used: TranslateOptions[] = [];
    const evaluation = await evaluate(tableTranslator(TABLE, used), examples, {
      beamSize: 3,
      lengthPenalty: 0.6,
    });
    const translations = Object.values(TABLE);
    const sources = Object.keys(TABLE);
    const all = examples.map(({ references }) => references);
    const first = all.map(([reference]) => [reference]);

    expect(used).toEqual([{ beamSize: 3, lengthPenalty: 0.6 }]);
    expect(evaluation).toMatchObject({ sentences: 2, beamSize: 3, translations });
    expect(evaluation.firstReference.bleu).toEqual(corpusBleu(translations, first));
    expect(evaluation.firstReference.chrf).toEqual(corpusChrf(translations, first));
    expect(evaluation.firstReference.copy.bleu).toEqual(corpusBleu(sources, first));
    expect(evaluation.allReferences?.bleu).toEqual(corpusBleu(translations, all));
    expect(evaluation.allReferences?.bleu.score).toBeCloseTo(100, 10);
    expect(evaluation.firstReference.bleu.score).toBeLessThan(100);
  });

  it('says the default beam, and has one set of scores where each sentence has one reference', async () => {
    const evaluation = await evaluate(tableTranslator(TABLE), examples.slice(0, 1));
    expect(evaluation.beamSize).toBe(5);
    expect(evaluation.allReferences).toBeUndefined();
  });

  it('cuts the table by length at 5 and 10 words, or where it is told to', async () => {
    const byDefault = await evaluate(tableTranslator(TABLE), examples);
    const ranges = byDefault.firstReference.byLength.map(({ from, to, sentences }) => [from, to, sentences]);
    expect(ranges).toEqual([
      [0, 5, 1],
      [6, 10, 1],
      [11, Infinity, 0],
    ]);
    const cut = await evaluate(tableTranslator(TABLE), examples, { lengthEdges: [20] });
    expect(cut.firstReference.byLength.map(({ sentences }) => sentences)).toEqual([2, 0]);
  });

  it('is described with signatures, lengths and the copied source', async () => {
    const lines = describeEvaluation(await evaluate(tableTranslator(TABLE), examples)).split('\n');
    expect(lines[0]).toMatch(/^2 sentences, beam 5, \d+\.\d s \(\d+ sentences\/s\)$/u);
    expect(lines[1]).toMatch(
      /^BLEU, first reference: \d+\.\d\d {2}\(source copied: \d+\.\d\d\) {2}nrefs:1\|.*tok:13a/u,
    );
    expect(lines.slice(2, 5)).toEqual([
      '  0-5 words: 100.00 (1 sentences)',
      expect.stringMatching(/^ {2}6-10 words: \d+\.\d\d \(1 sentences\)$/u),
      '  11 words and more: none (0 sentences)',
    ]);
    expect(lines[5]).toMatch(/^chrF, first reference: /u);
    expect(lines[6]).toMatch(/^BLEU, all references: 100\.00 .*nrefs:(var|2)\|/u);
    expect(lines).toHaveLength(11);
  });
});

describe('validation', () => {
  it('has the loss of the whole text and BLEU of greedy translations, and leaves no tensors behind', async () => {
    const pairs = tinyCorpus({ size: 20 }).train;
    const validate = await validation(tiny.model, tiny.tokenizers, tiny.config, pairs);
    const before = memory().tensors;
    const first = await validate();
    expect(await validate()).toEqual(first);
    expect(memory().tensors).toBe(before);
    // Weights as they are drawn know nothing: each of 300 tokens is as likely as any other.
    expect(first.loss).toBeGreaterThan(0.9 * Math.log(300));
    expect(first.loss).toBeLessThan(1.2 * Math.log(300));
    expect(first.bleu).toBeLessThan(5);
  });
});

describe('readExamples', () => {
  const file = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };

  it('reads lines with all their references, normalised', async () => {
    const source = file('x.en', 'A  cat.\nCafe\u0301.\n');
    const reference = file('x.fr', 'Un chat.\n Un café. \n');
    const other = file('y.fr', 'Le chat.\nLe café.\n');
    expect(await readExamples({ source, reference: [reference, other] })).toEqual([
      { source: 'A cat.', references: ['Un chat.', 'Le chat.'] },
      { source: 'Café.', references: ['Un café.', 'Le café.'] },
    ]);
  });

  it('takes the test part of a file of pairs, in either direction', async () => {
    const { train } = tinyCorpus({ size: 600 });
    const data = file('pairs.tsv', toTsv(train));
    const forward = await readExamples({ data });
    const backward = await readExamples({ data, reverse: true });
    expect(forward.length).toBeGreaterThan(0);
    const flipped = forward.map(({ source, references: [target] }) => ({
      source: target,
      references: [source],
    }));
    expect(backward).toEqual(flipped);
  });

  it.each([
    [{}, /expected --source FILE and --reference FILE, or --data FILE\.tsv/u],
    [{ source: 'a' }, /expected --source FILE and --reference FILE/u],
    [{ reference: ['a'] }, /expected --source FILE and --reference FILE/u],
    [{ data: 'a', source: 'b', reference: ['c'] }, /or --data FILE\.tsv/u],
    [{ data: join(folder, 'none.tsv') }, /none\.tsv: no such file/u],
  ])('refuses %j', async (flags, message) => {
    const reading = readExamples(flags);
    await expect(reading).rejects.toThrow(InputError);
    await expect(reading).rejects.toThrow(message);
  });

  it('refuses files without sentences', async () => {
    const empty = file('empty.txt', '');
    await expect(readExamples({ source: empty, reference: [empty] })).rejects.toThrow('got an empty file');
  });
});

describe('writeCard', () => {
  async function cardOf(facts: Partial<CardFacts>): Promise<string> {
    return writeCard({
      command: 'npm run translation -- train --data pairs.tsv --out out',
      files: [],
      corpus: tinyCorpus({ size: 20 }),
      config: tiny.config,
      model: tiny.model,
      result: {
        stopped: 'done',
        steps: 1200,
        epochs: 2.5,
        tokens: 120_000,
        seconds: 60,
        best: [],
        weights: new Map(),
        from: { steps: [1000, 1200], isMovingAverage: false },
      },
      evaluation: await evaluate(tableTranslator(TABLE), examples),
      evaluatedOn: 'test',
      ...facts,
    });
  }

  it('tells how the model was trained, its size and its scores', async () => {
    const card = await cardOf({});
    expect(card).toContain('    npm run translation -- train --data pairs.tsv --out out\n');
    expect(card).toContain(
      '1,200 steps, 2.50 epochs, 120,000 target tokens, 1.0 minutes\n(2000 target tokens a second)',
    );
    expect(card).toContain('Weights: the mean of those after steps 1000, 1200.');
    expect(card).toMatch(/\n[\d,]+ parameters, in float16/u);
    expect(card).toMatch(/\n {4}BLEU, all references: 100\.00/u);
    expect(card).toContain('Text that the training program gave');
  });

  it('names text of the user by its files, without their folders', async () => {
    const card = await cardOf({
      files: [[join(folder, 'a.en'), join(folder, 'a.fr')], join(folder, 'test.tsv')],
    });
    expect(card).toContain('From a.en, a.fr, test.tsv: the licence of that text holds for what comes of it.');
    expect(card).not.toContain(folder);
  });
});
