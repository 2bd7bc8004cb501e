import { Linear } from '@reprise/core';
import {
  add,
  embed,
  logSoftmax,
  matMul,
  mul,
  param,
  reshape,
  tensor1d,
  tensor2d,
  type Module,
  type ParamTree,
  type Rng,
  type Tensor2D,
  type Tensor3D,
  type Variable,
  zeros,
} from '@reprise/engine';

export interface CopyAttentionOptions {
  readonly querySize: number;
  readonly memorySize: number;
  readonly keySize: number;
  /** classes of likeness */
  readonly likenessCount: number;
  readonly rng?: Rng | undefined;
}

/** Its exponential is zero in float32, and it is finite, so that nothing becomes NaN. */
const HIDDEN = -1e9;

/**
 * Attention of each place to itself and all before it. How well two places go together is what the network makes of
 * them, and besides how like the music before them is, which is known as a class and has a learned weight.
 */
export class CopyAttention implements Module {
  readonly params: ParamTree;
  readonly keySize: number;
  readonly #query: Linear;
  readonly #key: Linear;
  /** [likenessCount, 1] */
  readonly #likeness: Tensor2D & Variable;

  constructor({ querySize, memorySize, keySize, likenessCount, rng }: CopyAttentionOptions) {
    this.keySize = keySize;
    this.#query = new Linear({ inputSize: querySize, outputSize: keySize, rng: rng?.fold('query') });
    this.#key = new Linear({ inputSize: memorySize, outputSize: keySize, rng: rng?.fold('key') });
    this.#likeness = param(zeros([likenessCount, 1]) as Tensor2D);
    this.params = {
      query: this.#query.params,
      key: this.#key.params,
      likeness: this.#likeness,
    };
  }

  /** @param memory [rows, past, memorySize] @returns [rows, past, keySize] */
  keys(memory: Tensor3D): Tensor3D {
    return this.#key.apply(memory);
  }

  /**
   * @param queries [rows, time, querySize]: of the last `time` places of the past
   * @param keys [rows, past, keySize]
   * @param likeness [rows, time, past]
   * @returns the weights' logarithms, [rows, time, past]; no place sees one behind it
   */
  logWeights(queries: Tensor3D, keys: Tensor3D, likeness: Int32Array): Tensor3D {
    const [, time] = queries.shape;
    const past = keys.shape[1];
    const scores = mul(matMul(this.#query.apply(queries), keys, false, true), this.keySize ** -0.5);
    const bias = reshape(embed(this.#likeness, tensor1d(likeness, 'int32')), scores.shape);
    return logSoftmax(add(add(scores, bias), causal(time, past)) as Tensor3D);
  }
}

/** Hides what comes later, [time, past]. */
function causal(time: number, past: number) {
  const hidden = new Float32Array(time * past);
  for (let step = 0; step < time; step++)
    hidden.fill(HIDDEN, step * past + past - time + step + 1, (step + 1) * past);
  return tensor2d(hidden, [time, past]);
}
