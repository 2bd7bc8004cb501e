import { cellModel, Embedding, Linear, LSTMCell, type State } from '@reprise/core';
import { dispose, disposeParams, keep, Rng, scope, tensor1d } from '@reprise/engine';
import type { Runner } from '../serve.ts';
import type { KeyboardSettings } from '../work.ts';
import { drawShippedWeights, writeInputs } from './inputs.ts';

const SUGGESTIONS = 5;
const CHECKED_STEPS = 10;
/** The first word typed; after that always the best suggestion. */
const FIRST_WORD = 100;

/** The suggestions of a keyboard after one more word, at batch 1 (Hard et al. 2018): latency, not throughput. */
export function keyboard({ vocabSize, embeddingSize, hiddenSize }: KeyboardSettings, path: string): Runner {
  const embedding = new Embedding({ vocabSize, embeddingSize });
  const cell = new LSTMCell({ inputSize: embeddingSize, hiddenSize });
  const output = new Linear({ inputSize: hiddenSize, outputSize: vocabSize });
  const params = { embedding: embedding.params, cell: cell.params, output: output.params };
  writeInputs(path, drawShippedWeights(params, Rng.fromSeed(1)));
  const { weight, bias } = output.params;
  if (!bias) throw new Error('expected an output layer with a bias');
  const model = cellModel({ embedding, cell, output: { weight, bias } }, 1);
  if (!model.value.best) throw new Error('expected the fused kernels, which suggest words in one operation');

  let word = FIRST_WORD;
  let state: State = model.value.initialState();
  const type = (): { words: number[]; logProbs: number[] } => {
    const suggestions = scope(() => {
      const next = model.value.best?.(tensor1d([word], 'int32'), state, SUGGESTIONS);
      if (!next) throw new Error('expected suggestions');
      next.state.forEach((part) => keep(part));
      dispose([...state]);
      state = next.state;
      return { words: [...(next.ids?.dataSync() ?? [])], logProbs: [...next.logProbs.dataSync()] };
    });
    word = suggestions.words[0] ?? FIRST_WORD;
    return suggestions;
  };
  return {
    run() {
      type();
    },
    check() {
      const typed = Array.from({ length: CHECKED_STEPS }, type);
      return {
        words: typed.flatMap(({ words }) => words),
        logProbs: typed.flatMap(({ logProbs }) => logProbs),
      };
    },
    dispose() {
      disposeParams(params);
      dispose([...state]);
      model.free();
    },
  };
}
