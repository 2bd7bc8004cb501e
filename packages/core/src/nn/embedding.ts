import {
  embed,
  param,
  type Module,
  type Rng,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  type Variable,
} from '@reprise/engine';
import { draw, normalInit } from './init.ts';

/** A vector for each entry of a vocabulary. */
export class Embedding implements Module {
  readonly vocabSize: number;
  readonly embeddingSize: number;
  readonly params: { readonly weight: Tensor2D & Variable };

  /**
   * Starts at a standard deviation of embeddingSize^-0.5, which suits an output layer tied to it
   * (Press and Wolf 2017).
   */
  constructor({
    vocabSize,
    embeddingSize,
    rng,
  }: {
    vocabSize: number;
    embeddingSize: number;
    rng?: Rng | undefined;
  }) {
    this.vocabSize = vocabSize;
    this.embeddingSize = embeddingSize;
    this.params = { weight: param(draw(normalInit(embeddingSize ** -0.5), vocabSize, embeddingSize, rng)) };
  }

  /** @param ids int32 of any shape, each from 0 to vocabSize - 1 @returns that shape with embeddingSize behind it */
  apply(ids: Tensor1D): Tensor2D;
  apply(ids: Tensor2D): Tensor3D;
  apply(ids: Tensor1D | Tensor2D): Tensor {
    return embed(this.params.weight, ids);
  }
}
