import {
  add,
  expandDims,
  logSoftmax,
  matMul,
  retain,
  squeeze,
  type Retained,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
} from '@reprise/engine';
import type { Cell } from '../nn/cell.ts';
import type { Embedding } from '../nn/embedding.ts';
import { StackedCell } from '../nn/stack.ts';
import { bestOfLayers, type TokenWeights } from './fusedStep.ts';
import type { TokenModel } from './tokenModel.ts';

export interface CellModelParts {
  readonly embedding: Embedding;
  /** reads embedded tokens; one cell or a stack of them */
  readonly cell: Cell;
  /** the output layer: [vocabSize, outputSize] and [vocabSize], such as a `Linear`'s parameters */
  readonly output: { readonly weight: Tensor2D; readonly bias: Tensor1D };
}

/**
 * A language model for search and for a keyboard's next word: embedding, recurrent layers, output layer. Its weights are
 * packed here, for as long as it is kept; later changes of them do not reach it.
 * @param batchSize the rows of the initial state
 * @returns the model and what it keeps in memory, until freed
 */
export function cellModel(
  { embedding, cell, output }: CellModelParts,
  batchSize: number,
): Retained<TokenModel> {
  const tokens: TokenWeights = {
    embedding: embedding.params.weight,
    vocabWeight: output.weight,
    vocabBias: output.bias,
  };
  return retain(() => {
    const best = bestOf(cell, tokens);
    const bound = (rows: number): TokenModel => ({
      ...(best && { best }),
      vocabSize: output.weight.shape[0],
      initialState: () => cell.initialState(rows),
      step(ids, before) {
        const projected = cell.project(expandDims(embedding.apply(ids), 1) as Tensor3D);
        const state = cell.step(squeeze(projected, [1]), before);
        const logits = add(matMul(state[0] as Tensor2D, output.weight, false, true), output.bias);
        return { logProbs: logSoftmax(logits as Tensor2D), state };
      },
      select: (rows) => bound(rows.size),
    });
    return bound(batchSize);
  });
}

function bestOf(cell: Cell, tokens: TokenWeights): TokenModel['best'] {
  if (!(cell instanceof StackedCell)) return bestOfLayers([cell], tokens, 0);
  return cell.residual ? undefined : bestOfLayers(cell.layers, tokens, 1);
}
