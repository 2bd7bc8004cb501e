import { Linear } from '@reprise/core';
import {
  add,
  expandDims,
  mul,
  reshape,
  softmax,
  sum,
  type Module,
  type ParamTree,
  type Rng,
  type Tensor2D,
  type Tensor3D,
} from '@reprise/engine';

export interface SeasonMixOptions {
  readonly hiddenSize: number;
  /** how many past seasons there are to mix */
  readonly count: number;
  /** values of a segment */
  readonly segment: number;
  readonly rng?: Rng | undefined;
}

/**
 * What a forecast starts from: a mean of the values at the same place of past seasons, weighted by what the network makes
 * of the window and by how far off each of them was. As a weighted mean, it keeps the level and the shape of a series
 * whatever they are; the choice between yesterday and the same day of last week is all that has to be learned.
 */
export class SeasonMix implements Module {
  readonly params: ParamTree;
  readonly #fromHidden: Linear;
  readonly #fromErrors: Linear;
  readonly #count: number;
  readonly #segment: number;

  constructor({ hiddenSize, count, segment, rng }: SeasonMixOptions) {
    const linear = (name: string, inputSize: number, bias: boolean): Linear =>
      new Linear({ inputSize, outputSize: count, bias, rng: rng?.fold(name) });
    this.#fromHidden = linear('hidden', hiddenSize, true);
    this.#fromErrors = linear('errors', count, false);
    this.#count = count;
    this.#segment = segment;
    this.params = { hidden: this.#fromHidden.params, errors: this.#fromErrors.params };
  }

  /**
   * @param hidden [batch, ahead, hiddenSize]
   * @param seasons [batch, ahead, count · segment]: the values of each past season
   * @param errors [batch, count]: how far off each was
   * @returns [batch, ahead, segment]
   */
  apply(hidden: Tensor3D, seasons: Tensor3D, errors: Tensor2D): Tensor3D {
    const [batch, ahead] = seasons.shape;
    const logits = add(this.#fromHidden.apply(hidden), expandDims(this.#fromErrors.apply(errors), 1));
    const weights = reshape(softmax(logits as Tensor3D), [batch, ahead, this.#count, 1]);
    const values = reshape(seasons, [batch, ahead, this.#count, this.#segment]);
    return sum(mul(values, weights), 2) as Tensor3D;
  }
}
