import { retain, tensor1d, type Retained, type Tensor1D, type Tensor2D } from '@reprise/engine';
import type { State } from '../nn/cell.ts';

/** What a model says of the next token, for all rows of a batch. */
export interface TokenEmission {
  /** [rows, vocabSize], or with `ids` [rows, count]; -Infinity for what cannot come */
  readonly logProbs: Tensor2D;
  /** [rows, count], int32: which tokens the log-probabilities are of, where they are those of the best only */
  readonly ids?: Tensor2D | undefined;
  /** the weights over the source with which they were made, [rows, source] */
  readonly alignment?: Tensor2D | undefined;
}

/** A model over tokens that search can drive, bound to one batch of sources: a row for each. */
export interface TokenModel {
  readonly vocabSize: number;

  /** What the first step starts from. Search works on copies, so these may be tensors that the model keeps. */
  initialState(): State;

  /**
   * One step of all rows.
   * @param ids int32, the token before, one a row
   * @returns tensors that are new, or were in the state given: search frees them when it needs them no longer
   */
  step(ids: Tensor1D, state: State): TokenEmission & { readonly state: State };

  /**
   * The same, where the best tokens are all that is looked at: a model that has it saves the rest.
   * @param count how many, the best first, and of equal ones the lowest id
   * @param order int32, the row of the state that each row goes on from; without it its own
   */
  best?(
    ids: Tensor1D,
    state: State,
    count: number,
    order?: Tensor1D,
  ): TokenEmission & { readonly state: State };

  /**
   * The same model on chosen rows of its batch, which may repeat. Whoever calls it frees what it makes.
   * @param rows int32
   */
  select(rows: Tensor1D): TokenModel;
}

/** Chosen rows of whatever can choose rows, kept until freed. */
export function selectRows<M>(model: { select(rows: Tensor1D): M }, rows: readonly number[]): Retained<M> {
  return retain(() => model.select(tensor1d([...rows], 'int32')));
}
