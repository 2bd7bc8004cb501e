import { Embedding } from '@reprise/core';
import {
  concat,
  expandDims,
  tensor1d,
  tensor2d,
  tile,
  type Module,
  type ParamTree,
  type Rng,
  type Tensor2D,
  type Tensor3D,
} from '@reprise/engine';
import type { InputSpec } from './inputs.ts';
import type { WindowBatch } from './window.ts';

/** What is said of a series as a whole, as inputs of a network: its static numbers and embeddings of its categories. */
export class StaticInputs implements Module {
  readonly size: number;
  readonly params: ParamTree;
  readonly #numbers: number;
  readonly #embeddings: readonly Embedding[];

  constructor({ statics, categories }: InputSpec, embeddingSize: number, rng?: Rng) {
    const named = embeddingSize > 0 ? categories : [];
    this.#embeddings = named.map(
      ({ name, values }) =>
        // Number 0 is a name that was not there in training.
        new Embedding({ vocabSize: values.length + 1, embeddingSize, rng: rng?.fold(name) }),
    );
    this.#numbers = statics.length + 1;
    this.size = this.#numbers + embeddingSize * named.length;
    this.params = { embeddings: this.#embeddings.map(({ params }) => params) };
  }

  /** @returns [batch, size] */
  apply({ size, statics, categories }: WindowBatch): Tensor2D {
    const numbers = tensor2d(statics, [size, this.#numbers]);
    const embedded = this.#embeddings.map((embedding, index) =>
      embedding.apply(tensor1d(categories[index] as Int32Array, 'int32')),
    );
    return concat([numbers, ...embedded], 1);
  }
}

/**
 * What changes from step to step, and what does not, side by side.
 * @param steps [batch, steps, features]
 * @param statics [batch, size]
 * @returns [batch, steps, features + size]
 */
export function joinStatics(steps: Tensor3D, statics: Tensor2D): Tensor3D {
  return concat([steps, tile(expandDims(statics, 1), [1, steps.shape[1], 1])], 2) as Tensor3D;
}
