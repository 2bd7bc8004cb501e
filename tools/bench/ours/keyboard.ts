import { Embedding, Linear, LSTMCell, type LSTMState } from '@reprise/core';
import {
  dispose,
  disposeParams,
  expandDims,
  keep,
  Rng,
  scope,
  squeeze,
  tensor1d,
  topk,
  type Tensor2D,
  type Tensor3D,
} from '@reprise/engine';
import type { Runner } from '../serve.ts';
import type { KeyboardSettings } from '../work.ts';
import { drawWeights, writeInputs } from './inputs.ts';

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
  writeInputs(path, drawWeights(params, Rng.fromSeed(1)));

  let word = FIRST_WORD;
  let state: LSTMState = cell.initialState(1);
  const type = (): { words: number[]; logits: number[] } => {
    const suggestions = scope(() => {
      const embedded = expandDims(embedding.apply(tensor1d([word], 'int32')), 1) as Tensor3D;
      const projected = squeeze(cell.project(embedded), [1]) as Tensor2D;
      const next = cell.step(projected, state);
      const { values, indices } = topk(output.apply(next[0]), SUGGESTIONS);
      next.forEach((part) => keep(part));
      dispose([...state]);
      state = next;
      return { words: [...indices.dataSync()], logits: [...values.dataSync()] };
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
      return { words: typed.flatMap(({ words }) => words), logits: typed.flatMap(({ logits }) => logits) };
    },
    dispose() {
      disposeParams(params);
      dispose([...state]);
    },
  };
}
