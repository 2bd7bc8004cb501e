import type { Tensor, Tensor1D, Tensor2D, Tensor3D, TensorInfo } from '@tensorflow/tfjs-core';
import { nothing, runNative } from '../native.ts';
import { tf } from '../tfjs.ts';
import { hasNativeKernels } from './nativeKernels.ts';

/** An LSTM layer as a step of search takes it. */
export interface StepLayer {
  /** [gates · hiddenSize, inputSize], without the fed-back output's block */
  readonly weightIh: Tensor2D;
  readonly weightHh: Tensor2D;
  readonly biasIh: Tensor1D;
  readonly biasHh: Tensor1D;
  readonly peephole?: Tensor2D | undefined;
}

export interface StepAttention {
  /** additive attention: [keySize, hiddenSize] and [1, keySize] */
  readonly weightQuery?: Tensor2D | undefined;
  readonly weightScore?: Tensor2D | undefined;
  /** [outputSize, valueSize + hiddenSize] */
  readonly weightOutput: Tensor2D;
  /** input feeding: [gates · hiddenSize, outputSize] */
  readonly weightFeed?: Tensor2D | undefined;
}

export interface StepWeights {
  /** [entries, embeddingSize] */
  readonly embedding: Tensor2D;
  /** from the lowest up */
  readonly layers: readonly StepLayer[];
  /** of all layers alike */
  readonly coupled: boolean;
  readonly zoneoutRate: number;
  readonly cellZoneoutRate: number;
  /** without it the top layer's output is what the vocabulary's layer reads */
  readonly attention?: StepAttention | undefined;
  /** [vocabSize, outputSize] and [vocabSize] */
  readonly vocabWeight: Tensor2D;
  readonly vocabBias: Tensor1D;
}

/** Keys, values and mask of the sources, a row for each row of the step. */
export interface StepMemory {
  readonly keys: Tensor3D;
  readonly values: Tensor3D;
  /** [rows, source]: 0 for padding */
  readonly mask: Tensor2D;
}

export interface StepState {
  /** the output that is fed back, with input feeding */
  readonly feed?: Tensor2D | undefined;
  readonly hs: readonly Tensor2D[];
  readonly cs: readonly Tensor2D[];
}

export interface StepResult {
  /** [rows, top] or, where `top` is 0, [rows, vocabSize] */
  readonly logProbs: Tensor2D;
  /** [rows, top], int32 */
  readonly tokens: Tensor2D;
  readonly hs: Tensor2D[];
  readonly cs: Tensor2D[];
  /** with attention: [rows, outputSize] and [rows, source] */
  readonly output?: Tensor2D;
  readonly weights?: Tensor2D;
}

/** One step of search over a model's weights, which are packed once for all steps. */
export interface DecodeStep {
  /**
   * @param ids [rows], the token before
   * @param order [rows], which row of the state each goes on from; without it its own
   * @param top how many of the best tokens come back; 0: the log-probabilities of all
   * @param embedding for this step instead of the one that was packed
   */
  run(
    ids: Tensor1D,
    state: StepState,
    options: {
      memory?: StepMemory | undefined;
      order?: Tensor1D | undefined;
      top: number;
      embedding?: Tensor2D;
    },
  ): StepResult;
}

/** One step of recurrent layers, whose weights are packed once for all steps. */
export interface LayerStep {
  /** @param xs [rows, inputSize] */
  run(xs: Tensor2D, state: Pick<StepState, 'hs' | 'cs'>): Pick<StepResult, 'hs' | 'cs'>;
}

/** Whether a step of search runs as one operation on the engine in use. */
export function hasDecodeStep(): boolean {
  return hasNativeKernels();
}

/**
 * Packs a model's weights for search; the tensors are the caller's scope's. No gradient flows through its steps.
 * The portable twin is the model's own step, operation by operation.
 */
export function packDecodeStep(weights: StepWeights): DecodeStep {
  const { attention, layers, coupled, zoneoutRate, cellZoneoutRate } = weights;
  const none = nothing();
  const packedLayers = layers.map(({ weightIh, weightHh, biasIh, biasHh }, index) => {
    const fed = index === 0 ? (attention?.weightFeed ?? none) : none;
    return packOne('ReprisePackLstm', [weightIh, fed, weightHh, biasIh, biasHh], {
      coupled: { bool: coupled },
    });
  });
  const pack = (weight: Tensor2D | undefined): TensorInfo =>
    weight ? packOne('ReprisePackColumns', [weight]) : none;
  const fixed = {
    query: pack(attention?.weightQuery),
    output: pack(attention?.weightOutput),
    vocab: pack(weights.vocabWeight),
    score: attention?.weightScore ? tf.reshape(attention.weightScore, [-1]) : none,
  };
  const attributes = {
    layers: { int: layers.length },
    // Only what differs from its default: an attribute costs each step a microsecond or two.
    ...(attention && { attends: { int: 1 }, output_size: { int: weights.vocabWeight.shape[1] } }),
    ...(coupled && { coupled: { bool: coupled } }),
    ...(zoneoutRate !== 0 && { zoneout_rate: { float: zoneoutRate } }),
    ...(cellZoneoutRate !== 0 && { cell_zoneout_rate: { float: cellZoneoutRate } }),
  };
  const always = [fixed.vocab, weights.vocabBias, ...packedLayers];
  const peepholes = layers.map(({ peephole }) => peephole ?? none);
  const states = 2 * layers.length;

  return {
    run(ids, { feed, hs, cs }, { memory, order, top, embedding = weights.embedding }) {
      const operands = [ids, order ?? nothing('int32'), embedding, ...always, ...peepholes, ...hs, ...cs];
      if (attention) {
        const { keys = none, values = none, mask = none } = memory ?? {};
        operands.push(feed ?? none, keys, values, mask, fixed.score, fixed.query, fixed.output);
      }
      const results = runNative(
        'RepriseDecodeStep',
        { ...attributes, top: { int: top } },
        operands,
        2 + states + (attention ? 2 : 0),
      ) as Tensor2D[];
      const [logProbs, tokens] = results as [Tensor2D, Tensor2D];
      const next = {
        logProbs,
        tokens,
        hs: results.slice(2, 2 + layers.length),
        cs: results.slice(2 + layers.length, 2 + states),
      };
      if (!attention) return next;
      const [output, alignment] = results.slice(2 + states) as [Tensor2D, Tensor2D];
      return { ...next, output, weights: alignment };
    },
  };
}

/**
 * Packs layers for steps over what is no token; the tensors are the caller's scope's. No gradient flows through its
 * steps. The portable twin is the cells' own step.
 */
export function packLayerStep(
  weights: Pick<StepWeights, 'layers' | 'coupled' | 'zoneoutRate' | 'cellZoneoutRate'>,
): LayerStep {
  const outputSize = weights.layers.at(-1)?.weightHh.shape[1] ?? 0;
  // The step of a search: each row's input is the entry of an embedding, and the vocabulary is one word.
  const step = packDecodeStep({
    ...weights,
    embedding: tf.zeros([0, 0]),
    vocabWeight: tf.zeros([1, outputSize]),
    vocabBias: tf.zeros([1]),
  });
  return {
    run(xs, state) {
      const rows = Int32Array.from({ length: xs.shape[0] }, (_, row) => row);
      const { hs, cs } = step.run(tf.tensor1d(rows, 'int32'), state, { embedding: xs, top: 0 });
      return { hs, cs };
    },
  };
}

function packOne(
  name: string,
  operands: readonly TensorInfo[],
  attributes: Parameters<typeof runNative>[1] = {},
): Tensor {
  return runNative(name, attributes, operands, 1)[0] as Tensor;
}
