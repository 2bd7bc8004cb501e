import { dropout, Linear } from '@reprise/core';
import {
  concat,
  exp,
  logSoftmax,
  matMul,
  neg,
  relu,
  reshape,
  softmaxCrossEntropy,
  tensor1d,
  type Module,
  type ParamTree,
  type Rng,
  type Tensor2D,
  type Tensor3D,
} from '@reprise/engine';
import { CopyAttention } from './copyAttention.ts';
import { copyDistribution, copyLogProbs } from './copyMixture.ts';

export interface NoteHeadOptions {
  readonly inputSize: number;
  readonly headSize: number;
  readonly classes: number;
  readonly dropout: number;
  /** the past to copy from; without it everything is made up */
  readonly past?: { readonly memorySize: number; readonly likenessCount: number } | undefined;
  readonly rng?: Rng | undefined;
}

/** What of the past can be copied. */
export interface Past {
  /** [rows, past, memorySize] */
  readonly memory: Tensor3D;
  /** [rows · time · past] */
  readonly likeness: Int32Array;
  /** [rows · past] */
  readonly tokens: Int32Array;
}

/** Says one part of a note, its duration or its pitch: made up, or copied from a place in the past. */
export class NoteHead implements Module {
  readonly params: ParamTree;
  readonly #attention: CopyAttention | undefined;
  readonly #hidden: Linear;
  readonly #output: Linear;
  readonly #dropout: number;

  constructor({ inputSize, headSize, classes, past, rng, ...options }: NoteHeadOptions) {
    this.#attention =
      past && new CopyAttention({ querySize: inputSize, keySize: 32, ...past, rng: rng?.fold('attention') });
    const readSize = inputSize + (past?.memorySize ?? 0);
    this.#hidden = new Linear({ inputSize: readSize, outputSize: headSize, rng: rng?.fold('hidden') });
    this.#output = new Linear({ inputSize: headSize, outputSize: classes, rng: rng?.fold('output') });
    this.#dropout = options.dropout;
    this.params = {
      ...(this.#attention && { attention: this.#attention.params }),
      hidden: this.#hidden.params,
      output: this.#output.params,
    };
  }

  /**
   * @param xs [rows, time, inputSize]
   * @param labels what is said, [rows · time], each a class
   * @returns log-probabilities, [rows, time]
   */
  logProbs(xs: Tensor3D, past: Past, labels: Int32Array, rng?: Rng): Tensor2D {
    const [rows, time] = xs.shape;
    const logWeights = this.#attend(xs, past);
    const logits = this.#logits(xs, past, logWeights, rng);
    const nats = softmaxCrossEntropy(logits, tensor1d(labels, 'int32'));
    const madeUp = reshape(neg(nats), [rows, time]) as Tensor2D;
    return logWeights ? copyLogProbs(logWeights, madeUp, labels, past.tokens) : madeUp;
  }

  /** Of all classes. @param xs [rows, 1, inputSize] @returns log-probabilities, [rows, classes] */
  distribution(xs: Tensor3D, past: Past): Tensor2D {
    const logWeights = this.#attend(xs, past);
    const madeUp = logSoftmax(this.#logits(xs, past, logWeights));
    return logWeights ? copyDistribution(logWeights, madeUp, past.tokens) : madeUp;
  }

  #attend(xs: Tensor3D, { memory, likeness }: Past): Tensor3D | undefined {
    if (!this.#attention) return undefined;
    return this.#attention.logWeights(xs, this.#attention.keys(memory), likeness);
  }

  #logits(xs: Tensor3D, { memory }: Past, logWeights: Tensor3D | undefined, rng?: Rng): Tensor2D {
    const [rows, time] = xs.shape;
    const read = logWeights ? concat([xs, matMul(exp(logWeights), memory)], 2) : xs;
    const units = dropout(relu(this.#hidden.apply(read)) as Tensor3D, this.#dropout, rng);
    return this.#output.apply(reshape(units, [rows * time, -1]) as Tensor2D);
  }
}
