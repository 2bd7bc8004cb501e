import { InputError, Seq2Seq } from '@reprise/core';
import { disposeParams, memory } from '@reprise/engine';
import { slow } from '@reprise/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { normalizeText } from './data/cleaning.ts';
import { tinyCorpus } from './tinyCorpus.ts';
import { untrainedModel, type TinyModel } from './tinyModel.fixture.ts';
import { makeTranslator, type Translation, type Translator } from './translator.ts';

vi.setConfig({ testTimeout: 120_000 });

const texts = tinyCorpus({ size: 60 })
  .test.slice(0, 3)
  .map(({ source }) => source);
const UNUSUAL = {
  'an emoji with modifiers': 'I love you 👩🏽‍🚀❤️!',
  'another script': 'Γειά σου, 世界. שלום',
  'characters without meaning': '\u0000\u0007 \uFFFD \uD800 x',
  'the names of special tokens': '<eos> <pad> </s>',
  'one very long word': 'a'.repeat(300),
  'several lines': 'A cat.\n\n\tA dog.',
};

let tiny: TinyModel;
let translator: Translator;
let before: number;

beforeAll(async () => {
  tiny = await untrainedModel();
  translator = makeTranslator(tiny.model, tiny.tokenizers, tiny.config);
});
afterAll(() => {
  const kept = memory().tensors;
  translator.dispose();
  expect(memory().tensors).toBeLessThan(kept);
});
beforeEach(() => {
  before = memory().tensors;
});
afterEach(() => {
  expect(memory().tensors, 'tensors alive').toBe(before);
});

async function collect(translations: AsyncIterable<Translation>): Promise<Translation[]> {
  const collected: Translation[] = [];
  for await (const translation of translations) collected.push(translation);
  return collected;
}

describe('translate', () => {
  it('keeps the order of the texts, whatever the batches', async () => {
    const options = { beamSize: 2, alignment: true };
    const together = await translator.translate(texts, options);
    expect(together.map(({ source }) => source)).toEqual(texts);
    const apart = await translator.translate(texts, { ...options, batchSize: 1 });
    expect(apart.map(({ text }) => text)).toEqual(together.map(({ text }) => text));
    apart.forEach(({ score }, row) => expect(score).toBeCloseTo(together[row]!.score, 4));
    expect(new Set(together.map(({ text }) => text)).size).toBeGreaterThan(1);
  });

  it('translates no texts to none, and an empty one to an empty one', async () => {
    expect(await translator.translate([])).toEqual([]);
    const empty = { text: '', score: 0, candidates: [{ text: '', score: 0 }] };
    const [first, second, third] = await translator.translate(['', texts[0]!, ' \n\t\u00a0'], {
      beamSize: 1,
    });
    expect(first).toEqual({ source: '', ...empty });
    expect(second?.text).not.toBe('');
    expect(third).toEqual({ source: ' \n\t\u00a0', ...empty });
  });

  it.each(Object.entries(UNUSUAL))('takes %s', async (_, text) => {
    const [translation] = await translator.translate([text], { beamSize: 2 });
    expect(translation).toMatchObject({ source: text, text: expect.any(String) as unknown });
    expect(Number.isFinite(translation?.score)).toBe(true);
  });

  it('takes a text in the same form as training does', async () => {
    const [composed, decomposed, spaced] = await translator.translate([
      'café crème',
      'cafe\u0301 cre\u0300me',
      ' café  crème\n',
    ]);
    expect(decomposed?.text).toBe(composed?.text);
    expect(spaced?.text).toBe(composed?.text);
  });

  it('gives one line of normalised text', async () => {
    for (const { candidates } of await translator.translate(texts, { nBest: 5 })) {
      for (const { text } of candidates) expect(text).toBe(normalizeText(text));
    }
  });

  slow('takes a text of 300 words', async () => {
    const long = Array.from({ length: 300 }, (_, at) => texts[at % texts.length]!.split(' ')[1]).join(' ');
    const [translation] = await translator.translate([long, texts[0]!], { beamSize: 2 });
    expect(translation?.text).toEqual(expect.any(String));
  });

  it('is repeatable, and greedy where the beam is 1', async () => {
    const [first, again, greedy] = await Promise.all([
      translator.translate(texts),
      translator.translate(texts),
      translator.translate(texts, { beamSize: 1 }),
    ]);
    expect(again).toEqual(first);
    expect(greedy.map(({ text }) => text)).not.toEqual(first.map(({ text }) => text));
  });

  it('gives the n best in order, the first of them as the translation', async () => {
    const [translation] = await translator.translate(texts.slice(0, 1), { beamSize: 4, nBest: 3 });
    const { candidates, ...best } = translation!;
    expect(candidates).toHaveLength(3);
    expect(best).toEqual({ source: texts[0], ...candidates[0] });
    expect(candidates.map(({ score }) => score)).toEqual(
      candidates.map(({ score }) => score).sort((a, b) => b - a),
    );
  });

  it('aligns pieces that make up the texts, with weights that sum to 1', async () => {
    const [translation] = await translator.translate(texts.slice(0, 1), { alignment: true });
    const { source, target, weights } = translation!.alignment!;
    expect(source.slice(0, -1).join('')).toBe(texts[0]);
    expect(source.at(-1)).toBe('<eos>');
    expect(weights).toHaveLength(target.length);
    for (const row of weights) {
      expect(row).toHaveLength(source.length);
      expect(row.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 4);
    }
    expect((await translator.translate(texts.slice(0, 1)))[0]).not.toHaveProperty('alignment');
  });

  it.each([
    [{ beamSize: 0 }, 'beamSize: expected a whole number from 1 on, got 0.'],
    [{ beamSize: 1.5 }, 'beamSize: expected a whole number from 1 on, got 1.5.'],
    [{ batchSize: -1 }, 'batchSize: expected a whole number from 1 on, got -1.'],
    [{ beamSize: 2, nBest: 3 }, 'nBest: expected at most beamSize (2), got 3.'],
    [{ lengthPenalty: -1 }, 'expected lengthPenalty to be a number from 0 on, got -1'],
  ])('refuses %j', async (options, message) => {
    const translating = translator.translate(texts, options);
    await expect(translating).rejects.toThrow(InputError);
    await expect(translating).rejects.toThrow(message);
  });

  it('stops when its signal is aborted, before and in the middle', async () => {
    const reason = new Error('enough');
    await expect(translator.translate(texts, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const controller = new AbortController();
    setTimeout(() => {
      controller.abort(reason);
    }, 20);
    const many = Array.from({ length: 400 }, () => texts).flat();
    await expect(translator.translate(many, { batchSize: 8, signal: controller.signal })).rejects.toBe(
      reason,
    );
  });
});

describe('translateStream', () => {
  /** Lines that a test types. */
  function typed() {
    const lines: string[] = [];
    let wake = (): void => undefined;
    let ended = false;
    async function* read(): AsyncGenerator<string> {
      for (;;) {
        while (lines.length > 0) yield lines.shift() as string;
        if (ended) return;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    }
    const type = (...more: string[]): void => {
      lines.push(...more);
      wake();
    };
    const end = (): void => {
      ended = true;
      wake();
    };
    return { read, type, end };
  }

  it('gives the same as translate, in order', async () => {
    const keyboard = typed();
    keyboard.type(...texts, '', ...texts);
    keyboard.end();
    const streamed = await collect(
      translator.translateStream(keyboard.read(), { beamSize: 1, batchSize: 2 }),
    );
    const expected = await translator.translate([...texts, '', ...texts], { beamSize: 1 });
    expect(streamed.map(({ source }) => source)).toEqual([...texts, '', ...texts]);
    expect(streamed.map(({ text }) => text)).toEqual(expected.map(({ text }) => text));
  });

  it('answers a single line at once', async () => {
    const keyboard = typed();
    const answers = translator.translateStream(keyboard.read(), { beamSize: 1 })[Symbol.asyncIterator]();
    for (const text of texts.slice(0, 2)) {
      const answer = answers.next();
      keyboard.type(text);
      expect((await answer).value).toMatchObject({ source: text });
    }
    const last = answers.next();
    keyboard.end();
    expect((await last).done).toBe(true);
  });

  it('stops when its signal is aborted, also while nothing comes', async () => {
    const keyboard = typed();
    const controller = new AbortController();
    const reading = collect(translator.translateStream(keyboard.read(), { signal: controller.signal }));
    controller.abort(new Error('enough'));
    await expect(reading).rejects.toThrow('enough');
  });
});

it('a model with a fixed context vector translates, and aligns nothing', async () => {
  const { config, tokenizers } = await untrainedModel({ attention: 'none', encoderCell: 'gru' }).then(
    (made) => {
      disposeParams(made.model.params);
      return made;
    },
  );
  const other = makeTranslator(new Seq2Seq(config.architecture), tokenizers, config);
  const [translation] = await other.translate(texts.slice(0, 1), { beamSize: 2, alignment: true });
  expect(translation).not.toHaveProperty('alignment');
  other.dispose();
});
