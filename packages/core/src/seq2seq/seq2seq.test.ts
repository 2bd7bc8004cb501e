import {
  countParams,
  dispose,
  disposeParams,
  namedParams,
  Rng,
  valueAndGradients,
  type Tensor,
} from '@reprise/engine';
import { assignParams, closeTo, leakCheck, loadGolden, tensorTest, type Nested } from '@reprise/testing';
import { describe, expect, it } from 'vitest';
import type { PairBatch } from './pairBatch.ts';
import { Seq2Seq, type LossOptions, type Seq2SeqConfig } from './seq2seq.ts';
import { makePairBatch, makeToyModel, PAIRS, TINY, VARIANTS, withToyModel } from './toyModel.fixture.ts';

interface Golden {
  readonly sources: number[][];
  readonly targets: number[][];
  readonly models: Readonly<
    Record<
      string,
      {
        readonly config: Seq2SeqConfig;
        readonly labelSmoothing: number;
        readonly params: Readonly<Record<string, Nested>>;
        readonly loss: number;
        readonly gradients: Readonly<Record<string, Nested>>;
      }
    >
  >;
}

const golden = loadGolden('seq2seq') as Golden;
const rng = Rng.fromSeed(2014);

function differentiateLoss(
  model: Seq2Seq,
  batch: PairBatch,
  options?: LossOptions,
): { loss: Tensor; gradients: Map<string, Tensor> } {
  const named = namedParams(model.params);
  const { value, gradients } = valueAndGradients(() => model.loss(batch, options), [...named.values()]);
  return {
    loss: value,
    gradients: new Map([...named.keys()].map((name, index) => [name, gradients[index] as Tensor])),
  };
}

const lossOf = (model: Seq2Seq, batch: PairBatch, options?: LossOptions): number =>
  model.loss(batch, options).dataSync()[0] as number;

describe('Seq2Seq in PyTorch', () => {
  for (const [title, { config, labelSmoothing, params, loss, gradients }] of Object.entries(golden.models)) {
    tensorTest(`has this loss and these gradients of all parameters: ${title}`, () => {
      const model = new Seq2Seq(config, Rng.fromSeed(1));
      assignParams(model.params, params);
      const pairs = golden.sources.map((source, row) => ({
        source,
        target: golden.targets[row] as number[],
      }));
      const actual = differentiateLoss(model, makePairBatch(pairs), { labelSmoothing });
      closeTo(actual.loss, loss, 'loss');
      for (const [name, gradient] of actual.gradients) {
        closeTo(gradient, gradients[name] as Nested, `gradient of ${name}`);
      }
      disposeParams(model.params);
    });
  }
});

describe('the loss of Seq2Seq', () => {
  for (const [title, overrides] of Object.entries(VARIANTS)) {
    tensorTest(`is that of each pair alone, weighted by its tokens: ${title}`, () =>
      withToyModel(overrides, (model) => {
        const tokens = PAIRS.map(({ target }) => target.length + 1);
        const alone = PAIRS.map((pair) => lossOf(model, makePairBatch([pair])));
        const sum = alone.reduce((total, loss, row) => total + loss * (tokens[row] as number), 0);
        const mean = sum / tokens.reduce((total, count) => total + count);
        closeTo(model.loss(makePairBatch(PAIRS)), mean, 'loss');
      }),
    );

    tensorTest(`and its gradients know nothing of the padding: ${title}`, () =>
      withToyModel(overrides, (model) => {
        const expected = differentiateLoss(model, makePairBatch(PAIRS));
        const actual = differentiateLoss(model, makePairBatch(PAIRS, { pad: 5, extra: 2 }));
        closeTo(actual.loss, expected.loss, 'loss');
        actual.gradients.forEach((gradient, name) => {
          closeTo(gradient, expected.gradients.get(name) as Tensor, `gradient of ${name}`);
        });
      }),
    );
  }

  tensorTest('has dropout and sampling with an rng only, and from the rng alone', () => {
    const batch = makePairBatch(PAIRS);
    const overrides = { encoderLayers: 2, decoderLayers: 2 };
    const clean = withToyModel(overrides, (model) => lossOf(model, batch));
    withToyModel({ ...overrides, dropout: 0.4 }, (model) => {
      expect(lossOf(model, batch)).toBe(clean);
      expect(lossOf(model, batch, { samplingRate: 1 })).toBe(clean);
      const noised = [1, 1, 2, 3].map((seed) => lossOf(model, batch, { rng: Rng.fromSeed(seed) }));
      expect(noised[1]).toBe(noised[0]);
      expect(new Set([clean, ...noised]).size).toBe(4);
    });
  });

  tensorTest('with dropout is right on average', () =>
    withToyModel({ dropout: 0.02, decoderLayers: 2 }, (model) => {
      const batch = makePairBatch(PAIRS);
      const clean = lossOf(model, batch);
      const losses = Array.from({ length: 40 }, (_, index) => lossOf(model, batch, { rng: rng.fold(index) }));
      const mean = losses.reduce((sum, loss) => sum + loss) / losses.length;
      expect(losses.some((loss) => loss !== clean)).toBe(true);
      // Masks that were not scaled up would shift it by more.
      expect(Math.abs(mean - clean)).toBeLessThan(0.05);
    }),
  );

  it('leaves no tensor behind, with everything on', () => {
    const model = makeToyModel({ dropout: 0.3, attention: 'additive', inputFeeding: true, encoderLayers: 2 });
    const batch = makePairBatch(PAIRS);
    for (const step of [1, 2]) {
      leakCheck(() => {
        const options = { rng: rng.fold(step), labelSmoothing: 0.1, samplingRate: 0.5 };
        const { loss, gradients } = differentiateLoss(model, batch, options);
        dispose([loss, ...gradients.values()]);
      });
    }
    disposeParams(model.params);
  });
});

describe('tiedEmbeddings', () => {
  const namesOf = (tiedEmbeddings: Seq2SeqConfig['tiedEmbeddings'], sourceVocabSize: number): string[] => {
    const model = makeToyModel({ tiedEmbeddings, sourceVocabSize });
    const names = [...namedParams(model.params).keys()];
    const outside = names.filter((name) => /^(target|source|output)\./.test(name));
    disposeParams(model.params);
    return outside;
  };

  tensorTest('decides how many matrices of embeddings there are', () => {
    const { targetVocabSize } = TINY;
    expect(namesOf('none', 7)).toEqual(['target.weight', 'source.weight', 'output.weight', 'output.bias']);
    expect(namesOf('target', 7)).toEqual(['target.weight', 'source.weight', 'output.bias']);
    expect(namesOf('all', targetVocabSize)).toEqual(['target.weight', 'output.bias']);
  });

  it('refuses to share one matrix between two vocabularies, before it makes any', () => {
    leakCheck(() => {
      const make = (): Seq2Seq => new Seq2Seq({ ...TINY, tiedEmbeddings: 'all' }, rng);
      expect(make).toThrow(RangeError);
      expect(make).toThrow(
        "tiedEmbeddings 'all' expects one joint vocabulary, got 7 source and 8 target entries",
      );
    });
  });
});

describe('Seq2Seq', () => {
  tensorTest('starts from its rng alone', () => {
    const weightsOf = (seed: number): number[] => {
      const model = new Seq2Seq(TINY, Rng.fromSeed(seed));
      const weights = [...namedParams(model.params).values()].flatMap((weight) => [...weight.dataSync()]);
      disposeParams(model.params);
      return weights;
    };
    expect(weightsOf(1)).toEqual(weightsOf(1));
    expect(weightsOf(1)).not.toEqual(weightsOf(2));
  });

  tensorTest('has as many parameters as its sizes say', () =>
    withToyModel({}, ({ params }) => {
      const lstm = (inputSize: number, hiddenSize: number): number =>
        4 * hiddenSize * (inputSize + hiddenSize + 2);
      const embeddings = (7 + 8 + 8) * 3 + 8;
      const bridge = 2 * (4 * 5 + 5);
      const attention = 5 * 4 + 3 * (4 + 5);
      expect(countParams(params)).toBe(embeddings + 2 * lstm(3, 2) + bridge + lstm(3, 5) + attention);
    }),
  );

  it('refuses dot attention between two sizes', () => {
    const make = (): Seq2Seq => new Seq2Seq({ ...TINY, attention: 'dot' }, rng);
    expect(make).toThrow('got 5 and 4. GeneralAttention takes any');
  });
});
