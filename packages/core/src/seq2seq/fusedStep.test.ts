import {
  disposeParams,
  gather,
  hasDecodeStep,
  namedParams,
  Rng,
  scope,
  tensor,
  tensor1d,
  topk,
  type Tensor2D,
} from '@reprise/engine';
import { closeTo, shakeParams, tensorTest } from '@reprise/testing';
import { describe, expect } from 'vitest';
import type { Cell, State } from '../nn/cell.ts';
import { Embedding } from '../nn/embedding.ts';
import { GRUCell } from '../nn/gru.ts';
import { Linear } from '../nn/linear.ts';
import { LSTMCell } from '../nn/lstm.ts';
import { StackedCell } from '../nn/stack.ts';
import { cellModel } from './cellModel.ts';
import { readSources } from './readSources.ts';
import type { Seq2SeqConfig } from './seq2seq.ts';
import type { TokenModel } from './tokenModel.ts';
import { makePairBatch, makeToyModel, PAIRS } from './toyModel.fixture.ts';

const ROWS = PAIRS.length;

/** Takes some steps, each row now and then going on from another, and compares the best with all there is. */
function compareBest(model: TokenModel): void {
  let state: State = model.initialState();
  for (const [at, order] of [undefined, [2, 0, 0], [1, 1, 2]].entries()) {
    const ids = tensor1d([3 + at, 4, 5], 'int32');
    const rows = order && tensor1d(order, 'int32');
    const from = rows ? state.map((part) => gather(part, rows) as Tensor2D) : state;
    const all = model.step(ids, from);
    const { values, indices } = topk(all.logProbs, 3);
    const best = model.best?.(ids, state, 3, rows);
    if (!best) throw new Error('expected a model that knows the best');
    closeTo(best.logProbs, values, `step ${at}: log-probabilities`);
    expect([...(best.ids?.dataSync() ?? [])]).toEqual([...indices.dataSync()]);
    if (all.alignment) closeTo(best.alignment as Tensor2D, all.alignment, `step ${at}: alignment`);
    expect(best.state).toHaveLength(all.state.length);
    all.state.forEach((part, index) => {
      closeTo(best.state[index] as Tensor2D, part, `step ${at}: state ${index}`);
    });
    state = best.state;
  }
}

describe.skipIf(!hasDecodeStep())(
  'one step of search as one operation (there is none without fused kernels)',
  () => {
    const variants: Record<string, Partial<Seq2SeqConfig>> = {
      'general attention': {},
      'general attention and input feeding': { inputFeeding: true },
      'additive attention, input feeding, two layers': {
        attention: 'additive',
        inputFeeding: true,
        decoderLayers: 2,
      },
      'dot attention': { attention: 'dot', decoderSize: 4 },
    };
    for (const [name, config] of Object.entries(variants)) {
      tensorTest(`is the steps of a decoder with ${name}`, () => {
        const model = makeToyModel(config);
        const read = readSources(model, makePairBatch(PAIRS).source);
        scope(() => {
          compareBest(read.value);
        });
        read.free();
        disposeParams(model.params);
      });
    }

    const cells: Record<string, (rng: Rng) => Cell> = {
      'an LSTM with peepholes and zoneout': (rng) =>
        new LSTMCell({
          inputSize: 3,
          hiddenSize: 20,
          rng,
          peepholes: true,
          zoneout: { hidden: 0.2, cell: 0.1 },
        }),
      'coupled LSTMs, one above the other': (rng) =>
        new StackedCell([
          new LSTMCell({ inputSize: 3, hiddenSize: 5, rng: rng.fold(1), coupled: true }),
          new LSTMCell({ inputSize: 5, hiddenSize: 4, rng: rng.fold(2), coupled: true }),
        ]),
    };
    for (const [name, makeCell] of Object.entries(cells)) {
      tensorTest(`is the steps of a language model of ${name}`, () => {
        const { model, free } = languageModel(makeCell(Rng.fromSeed(1)));
        scope(() => {
          compareBest(model);
        });
        free();
      });
    }

    for (const rows of [ROWS, 40]) {
      for (const isRounded of [false, true]) {
        const weights = isRounded ? 'weights that float16 can hold' : 'any weights';
        tensorTest(`is the step of a language model for ${rows} rows, with ${weights}`, () => {
          const cell = new LSTMCell({ inputSize: 3, hiddenSize: 70, rng: Rng.fromSeed(1) });
          const { model, free } = languageModel(cell, rows, isRounded);
          scope(() => {
            const ids = tensor1d(
              Array.from({ length: rows }, (_, row) => row % 8),
              'int32',
            );
            let state: State = model.initialState();
            for (let step = 0; step < 3; step++) {
              const all = model.step(ids, state);
              const best = model.best?.(ids, state, 8);
              if (!best) throw new Error('expected a model that knows the best');
              closeTo(best.logProbs, topk(all.logProbs, 8).values, `step ${step}: log-probabilities`);
              all.state.forEach((part, index) => {
                closeTo(best.state[index] as Tensor2D, part, `step ${step}: state ${index}`);
              });
              state = best.state;
            }
          });
          free();
        });
      }
    }

    tensorTest('is not there where the kernel does not know the cell', () => {
      const gru = languageModel(new GRUCell({ inputSize: 3, hiddenSize: 5, rng: Rng.fromSeed(1) }));
      expect('best' in gru.model).toBe(false);
      gru.free();
      const layers = [1, 2].map(
        (layer) => new LSTMCell({ inputSize: 3, hiddenSize: 3, rng: Rng.fromSeed(layer) }),
      );
      const residual = languageModel(new StackedCell(layers, { residual: true }));
      expect('best' in residual.model).toBe(false);
      residual.free();
    });

    tensorTest('says which row does not exist', () => {
      const { model, free } = languageModel(
        new LSTMCell({ inputSize: 3, hiddenSize: 4, rng: Rng.fromSeed(1) }),
      );
      const step = (id: number, from: number): unknown =>
        model.best?.(tensor1d([id], 'int32'), model.initialState(), 2, tensor1d([from], 'int32'));
      expect(() => step(8, 0)).toThrow(/ids from 0 to 7, got 8/);
      expect(() => step(0, ROWS)).toThrow(/order from 0 to 2, got 3/);
      free();
    });
  },
);

/** @param isRounded whether its weights are ones that float16 can hold, as those of a model from a file */
function languageModel(cell: Cell, rows = ROWS, isRounded = false): { model: TokenModel; free: () => void } {
  const rng = Rng.fromSeed(3);
  const embedding = new Embedding({ vocabSize: 8, embeddingSize: 3, rng: rng.fold('embedding') });
  const output = new Linear({ inputSize: cell.outputSize, outputSize: 8, rng: rng.fold('output') });
  const params = { embedding: embedding.params, cell: cell.params, output: output.params };
  shakeParams({ params }, rng.fold('shake'));
  if (isRounded) {
    for (const variable of namedParams(params).values()) {
      scope(() => {
        const values = variable.dataSync().map((value) => Math.round(value * 256) / 256);
        variable.assign(tensor(values, variable.shape));
      });
    }
  }
  const { weight, bias } = output.params;
  if (!bias) throw new Error('expected a bias');
  const read = cellModel({ embedding, cell, output: { weight, bias } }, rows);
  const free = (): void => {
    read.free();
    disposeParams(params);
  };
  return { model: read.value, free };
}
