import {
  add,
  expandDims,
  matMul,
  mul,
  param,
  reshape,
  softmax,
  sub,
  sum,
  tanh,
  type Module,
  type ParamTree,
  type Rng,
  type Tensor2D,
  type Tensor3D,
  type Variable,
} from '@reprise/engine';
import { draw, xavierUniform } from './init.ts';
import { affine } from './linear.ts';

/** How well each query goes with each key. */
export interface Attention extends Module {
  readonly querySize: number;
  readonly memorySize: number;

  /** What of the memory the scores need, computed once a source: [batch, source, memorySize] -> [batch, source, keySize]. */
  keys(memory: Tensor3D): Tensor3D;

  /** @param queries [batch, target, querySize] @returns [batch, target, source] */
  scores(queries: Tensor3D, keys: Tensor3D): Tensor3D;
}

/** The memory as attention uses it; see {@link remember}. */
export interface Memory {
  /** [batch, source, keySize] */
  readonly keys: Tensor3D;
  /** [batch, source, memorySize] */
  readonly values: Tensor3D;
  /** [batch, source]: 1 for a real position, 0 for padding */
  readonly mask: Tensor2D;
}

export function remember(attention: Attention, values: Tensor3D, mask: Tensor2D): Memory {
  return { keys: attention.keys(values), values, mask };
}

/** Large enough that its exponential is zero in float32, and finite, so that a row of padding alone makes no NaN. */
const MASKED = -1e9;

/**
 * Attention over the real positions of the memory.
 * @param queries [batch, target, querySize]
 * @returns the contexts [batch, target, memorySize] and the weights [batch, target, source], which sum to 1
 */
export function attend(
  attention: Attention,
  queries: Tensor3D,
  memory: Memory,
): { contexts: Tensor3D; weights: Tensor3D } {
  const hidden = expandDims(mul(sub(1, memory.mask), MASKED), 1);
  const weights = softmax(add(attention.scores(queries, memory.keys), hidden) as Tensor3D);
  return { contexts: matMul(weights, memory.values), weights };
}

/** score = q · k (Luong et al. 2015); query and memory have one size. */
export class DotAttention implements Attention {
  readonly querySize: number;
  readonly memorySize: number;
  readonly params: ParamTree = {};

  constructor({ querySize, memorySize }: { querySize: number; memorySize: number }) {
    if (querySize !== memorySize) {
      throw new RangeError(
        `DotAttention: expected query and memory of one size, got ${querySize} and ${memorySize}. GeneralAttention takes any.`,
      );
    }
    this.querySize = querySize;
    this.memorySize = memorySize;
  }

  keys(memory: Tensor3D): Tensor3D {
    return memory;
  }

  scores(queries: Tensor3D, keys: Tensor3D): Tensor3D {
    return matMul(queries, keys, false, true);
  }
}

/** score = qᵀ W k (Luong et al. 2015, "general"). */
export class GeneralAttention implements Attention {
  readonly querySize: number;
  readonly memorySize: number;
  /** weight: [querySize, memorySize] */
  readonly params: { readonly weight: Tensor2D & Variable };

  constructor({
    querySize,
    memorySize,
    rng,
  }: {
    querySize: number;
    memorySize: number;
    rng?: Rng | undefined;
  }) {
    this.querySize = querySize;
    this.memorySize = memorySize;
    this.params = { weight: param(draw(xavierUniform, querySize, memorySize, rng)) };
  }

  keys(memory: Tensor3D): Tensor3D {
    return affine(memory, this.params.weight);
  }

  scores(queries: Tensor3D, keys: Tensor3D): Tensor3D {
    return matMul(queries, keys, false, true);
  }
}

/** score = vᵀ tanh(W q + U k) (Bahdanau et al. 2015). */
export class AdditiveAttention implements Attention {
  readonly querySize: number;
  readonly memorySize: number;
  readonly params: {
    /** [attentionSize, querySize] */
    readonly weightQuery: Tensor2D & Variable;
    /** [attentionSize, memorySize] */
    readonly weightKey: Tensor2D & Variable;
    /** [1, attentionSize] */
    readonly weightScore: Tensor2D & Variable;
  };

  constructor(options: {
    querySize: number;
    memorySize: number;
    attentionSize?: number;
    rng?: Rng | undefined;
  }) {
    const { querySize, memorySize, attentionSize = querySize, rng } = options;
    this.querySize = querySize;
    this.memorySize = memorySize;
    this.params = {
      weightQuery: param(draw(xavierUniform, attentionSize, querySize, rng?.fold('query'))),
      weightKey: param(draw(xavierUniform, attentionSize, memorySize, rng?.fold('key'))),
      weightScore: param(draw(xavierUniform, 1, attentionSize, rng?.fold('score'))),
    };
  }

  keys(memory: Tensor3D): Tensor3D {
    return affine(memory, this.params.weightKey);
  }

  scores(queries: Tensor3D, keys: Tensor3D): Tensor3D {
    const [batchSize, target] = queries.shape;
    const projected = affine(queries, this.params.weightQuery);
    // The dearest step: [batch, target, source, attentionSize] are made here.
    const energies = tanh(add(expandDims(projected, 2), expandDims(keys, 1)));
    const scores = sum(mul(energies, reshape(this.params.weightScore, [-1])), -1);
    return reshape(scores, [batchSize, target, keys.shape[1]]);
  }
}
