import { loadGolden } from '@reprise/testing';
import { describe, expect, it } from 'vitest';
import { InputError } from '../errors.ts';
import { readCharacterModel, trainCharacterModel, type CharacterModel } from './characterModel.ts';

const { texts, alphabet, asked, models } = (
  loadGolden('ctcSearch') as {
    characters: {
      texts: string[];
      alphabet: string;
      asked: string[];
      models: { order: number; nats: number[][] }[];
    };
  }
).characters;

/** The states that some texts come by, seen in training and not. */
function statesOf(model: CharacterModel, among: readonly string[]): Set<number> {
  const states = new Set([model.start]);
  for (const text of among)
    model.tokensOf(text).reduce((state, token) => {
      const next = model.next(state, token);
      states.add(next);
      return next;
    }, model.start);
  return states;
}

function sumAfter(model: CharacterModel, state: number): number {
  let sum = 0;
  for (let token = 0; token <= model.end; token++) sum += Math.exp(model.logProb(state, token));
  return sum;
}

describe('trainCharacterModel', () => {
  it.each(models)('equals modified Kneser-Ney by its definition, order $order', ({ order, nats }) => {
    const model = trainCharacterModel(texts, { order, alphabet });
    asked.forEach((text, at) => {
      const found = model.logProbs(model.tokensOf(text));
      expect(found).toHaveLength(nats[at]!.length);
      found.forEach((logProb, place) => expect(logProb).toBeCloseTo(nats[at]![place]!, 5));
      expect(model.textLogProb(text)).toBeCloseTo(
        nats[at]!.reduce((sum, one) => sum + one, 0),
        4,
      );
    });
  });

  it.each([
    [1, 1],
    [2, 1],
    [6, 1],
    [6, 3],
    [4, 1000],
  ])('has probabilities that sum to one after every state, order %i, minCount %i', (order, minCount) => {
    const model = trainCharacterModel(texts, { order, minCount, alphabet: 'qz' });
    const states = statesOf(model, [...texts, ...asked, 'qqq', '???', 'unseen things']);
    for (const state of states) expect(sumAfter(model, state)).toBeCloseTo(1, 5);
    expect(states.size > 1).toBe(order > 1);
  });

  it('remembers at most order - 1 characters', () => {
    const model = trainCharacterModel(texts, { order: 4 });
    const after = (text: string) =>
      model.tokensOf(text).reduce((state, token) => model.next(state, token), model.start);
    expect(after('reading the ink')).toBe(after('sting ink'));
    expect(after('ink')).not.toBe(after('ank'));
  });

  it('is smaller without rare n-grams, and still knows the frequent', () => {
    const [all, frequent] = [1, 4].map((minCount) => trainCharacterModel(texts, { order: 5, minCount }));
    expect(frequent!.tables.token.length).toBeLessThan(all!.tables.token.length / 2);
    expect(frequent!.toBytes().length).toBeLessThan(all!.toBytes().length / 2);
    expect(frequent!.textLogProb('the')).toBeGreaterThan(frequent!.textLogProb('hte') + 1);
  });

  it('takes characters beyond the first plane as one, and all that it does not know as another', () => {
    const model = trainCharacterModel(['a😀b', '😀']);
    expect(model.characters).toEqual(['a', 'b', '😀']);
    expect(model.tokensOf('😀é漢')).toEqual([2, 3, 3]);
    expect(model.textLogProb('é')).toBe(model.textLogProb('漢'));
    expect(Number.isFinite(model.textLogProb('é'))).toBe(true);
  });

  it('is uniform without texts', () => {
    const model = trainCharacterModel([], { alphabet: 'ab' });
    for (let token = 0; token <= model.end; token++) {
      expect(model.logProb(model.start, token)).toBeCloseTo(-Math.log(4), 6);
    }
  });

  it('refuses options out of range and what is no token', () => {
    expect(() => trainCharacterModel(['a'], { order: 0 })).toThrow(
      /order to be a whole number from 1 to 20/u,
    );
    expect(() => trainCharacterModel(['a'], { minCount: 0.5 })).toThrow(InputError);
    const model = trainCharacterModel(['ab']);
    expect(() => model.logProb(model.start, model.end + 1)).toThrow(
      /tokens from 0 to 2, or the end, 3, got 4/u,
    );
    expect(() => model.next(model.start, -1)).toThrow(RangeError);
    expect(() => model.logProbs([model.end])).toThrow(RangeError);
  });
});

describe('readCharacterModel', () => {
  const model = trainCharacterModel(texts, { order: 4, alphabet });
  const bytes = model.toBytes();

  it('reads what was written, to 1/4096 nat, and writes the same again', () => {
    const read = readCharacterModel(bytes);
    expect(read.characters).toEqual(model.characters);
    for (const text of [...texts, ...asked]) {
      const [ours, theirs] = [model, read].map((one) => one.logProbs(one.tokensOf(text)));
      // A probability is a product of at most `order` numbers.
      ours!.forEach((nats, at) => expect(Math.abs(nats - theirs![at]!)).toBeLessThan(4 / 4096 + 1e-6));
    }
    for (const state of statesOf(read, texts)) expect(Math.abs(sumAfter(read, state) - 1)).toBeLessThan(1e-3);
    expect(read.toBytes()).toEqual(bytes);
    // From any place in a larger buffer, as files come.
    const larger = new Uint8Array(bytes.length + 3);
    larger.set(bytes, 3);
    expect(readCharacterModel(larger.subarray(3)).toBytes()).toEqual(bytes);
  });

  it('stores alphabets of more than 256 characters', () => {
    const many = Array.from({ length: 300 }, (_, at) => String.fromCodePoint(0x4e00 + at)).join('');
    const large = trainCharacterModel([many, many]);
    const read = readCharacterModel(large.toBytes());
    expect(Math.abs(read.textLogProb(many) - large.textLogProb(many))).toBeLessThan(1);
    expect(read.tokensOf(many)).toEqual(large.tokensOf(many));
  });

  it('refuses what is none, and what is damaged, by name', () => {
    const read = (file: Uint8Array) => () => readCharacterModel(file, 'my.model');
    expect(read(new Uint8Array())).toThrow(/my\.model: expected a character model/u);
    expect(read(new TextEncoder().encode('no model at all'))).toThrow(InputError);
    expect(read(bytes.subarray(0, -1))).toThrow(/my\.model: expected \d+ bytes of n-grams, got \d+/u);
    const header = new DataView(bytes.buffer).getUint32(0, true);
    // Any changed byte gives an error of ours or a model that answers, never an endless look-up.
    for (let at = 0; at < bytes.length; at += at < header ? 1 : 37) {
      const changed = bytes.slice();
      changed[at]! ^= 0x55;
      try {
        const model = readCharacterModel(changed, 'my.model');
        expect(Number.isNaN(model.textLogProb('reading'))).toBe(false);
      } catch (error) {
        expect(error).toBeInstanceOf(InputError);
      }
    }
  });
});
