import {
  add,
  checkShape,
  concat,
  expandDims,
  gather,
  param,
  reverseSequence,
  squeeze,
  tanh,
  zeros,
  type Module,
  type ParamTree,
  type Rng,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  type Variable,
} from '@reprise/engine';
import { attend, remember, type Attention, type Memory } from '../nn/attention.ts';
import type { Cell, ScanOptions, State, Unrolled } from '../nn/cell.ts';
import { draw, xavierUniform } from '../nn/init.ts';
import { affine } from '../nn/linear.ts';
import { lastStep, maskSteps } from '../nn/sequence.ts';
import type { StackedCell, StackNoise } from '../nn/stack.ts';
import { unroll } from '../nn/unroll.ts';
import { scanFed, type DecoderParts } from './decoderScan.ts';
import type { Encoded } from './encoder.ts';

/**
 * A decoder that looks at one batch of sources: a cell over embedded targets. Teacher forcing is `unroll`, search
 * calls `step`. The output, first in the state, is what the output layer reads.
 */
export interface BoundDecoder extends Cell<State, StackNoise> {
  /** The weights over the source that a state was made with, [batch, source]; undefined without attention. */
  alignment(state: State): Tensor2D | undefined;

  /** The same decoder on chosen rows of the batch. @param rows int32 */
  select(rows: Tensor1D): BoundDecoder;

  /** What a step of it consists of, for a kernel that takes it as one; undefined without attention. */
  readonly attended?: { readonly decoder: DecoderParts; readonly memory: Memory };
}

export interface Decoder extends Module {
  readonly inputSize: number;
  /** the width of what the output layer reads */
  readonly outputSize: number;

  /** @param layers what each layer of the decoder's stack starts from */
  bind(encoded: Encoded, layers: readonly State[]): BoundDecoder;
}

export interface AttentionDecoderOptions {
  readonly stack: StackedCell;
  readonly attention: Attention;
  readonly outputSize: number;
  /** the last output enters the next step, so that choices of alignment are remembered (Luong et al. 2015, section 3.3) */
  readonly inputFeeding: boolean;
  /** what the weights are drawn with; without it they are zero, to be loaded */
  readonly rng?: Rng | undefined;
}

/**
 * Luong's decoder (Luong et al. 2015): the stack's output is the query, and the output is
 * tanh(W [context; query]).
 */
export class AttentionDecoder implements Decoder {
  readonly inputSize: number;
  readonly outputSize: number;
  readonly params: ParamTree & {
    /** [outputSize, memorySize + querySize] */
    readonly weightOutput: Tensor2D & Variable;
    /** [projectedSize, outputSize], with input feeding: the fed-back vector's own block of weights */
    readonly weightFeed?: Tensor2D & Variable;
  };
  readonly stack: StackedCell;
  readonly attention: Attention;

  constructor({ stack, attention, outputSize, inputFeeding, rng }: AttentionDecoderOptions) {
    this.inputSize = stack.inputSize;
    this.outputSize = outputSize;
    this.stack = stack;
    this.attention = attention;
    const feed = inputFeeding
      ? { weightFeed: param(draw(xavierUniform, stack.projectedSize, outputSize, rng?.fold('feed'))) }
      : {};
    const readSize = attention.memorySize + stack.outputSize;
    this.params = {
      stack: stack.params,
      attention: attention.params,
      weightOutput: param(draw(xavierUniform, outputSize, readSize, rng?.fold('output'))),
      ...feed,
    };
  }

  bind({ outputs, mask }: Encoded, layers: readonly State[]): BoundDecoder {
    return new BoundAttentionDecoder(this, remember(this.attention, outputs, mask), layers.flat());
  }
}

/** State: [output, …the stack's state, alignment]. */
class BoundAttentionDecoder implements BoundDecoder {
  readonly inputSize: number;
  readonly outputSize: number;
  readonly projectedSize: number;
  readonly stateSizes: readonly number[];
  readonly params: ParamTree;
  readonly #decoder: AttentionDecoder;
  readonly #memory: Memory;
  readonly #layers: State;

  constructor(decoder: AttentionDecoder, memory: Memory, layers: State) {
    this.inputSize = decoder.inputSize;
    this.outputSize = decoder.outputSize;
    this.projectedSize = decoder.stack.projectedSize;
    this.stateSizes = [decoder.outputSize, ...decoder.stack.stateSizes, memory.mask.shape[1]];
    this.params = decoder.params;
    this.#decoder = decoder;
    this.#memory = memory;
    this.#layers = layers;
  }

  initialState(batchSize: number): State {
    const { stack } = this.#decoder;
    const sourceLength = this.#memory.mask.shape[1];
    return [
      zeros([batchSize, this.outputSize]),
      zeros([batchSize, stack.outputSize]),
      ...this.#layers,
      zeros([batchSize, sourceLength]),
    ];
  }

  noise(rng: Rng, batchSize: number, time: number): StackNoise {
    return this.#decoder.stack.noise(rng, batchSize, time);
  }

  project(xs: Tensor3D, noise?: StackNoise): Tensor3D {
    return this.#decoder.stack.project(xs, noise);
  }

  step(projected: Tensor2D, state: State, noise?: StackNoise, time?: number): State {
    checkShape('AttentionDecoder.step', 'projected', projected, ['batch', this.projectedSize]);
    const { weightFeed } = this.#decoder.params;
    const input = weightFeed
      ? (add(projected, affine(state[0] as Tensor2D, weightFeed)) as Tensor2D)
      : projected;
    const stackState = this.#decoder.stack.step(input, state.slice(1, -1), noise, time);
    const { outputs, weights } = this.#read(expandDims(stackState[0] as Tensor2D, 1));
    return [squeeze(outputs, [1]), ...stackState, squeeze(weights, [1])];
  }

  scan(xs: Tensor3D, state: State, options: ScanOptions<StackNoise>): Unrolled | undefined {
    return this.#decoder.params.weightFeed
      ? scanFed(this.#decoder, this.#memory, xs, state, options)
      : this.#scanUnfed(xs, state, options);
  }

  /** Without input feeding no step waits for an attention: the stack runs over all of time, then all steps attend at once. */
  #scanUnfed(xs: Tensor3D, state: State, { lengths, reverse, noise }: ScanOptions<StackNoise>): Unrolled {
    const ordered = reverse ? reverseSequence(xs, lengths) : xs;
    const run = unroll(this.#decoder.stack, ordered, { lengths, initialState: state.slice(1, -1), noise });
    const { outputs, weights } = this.#read(run.outputs);
    const masked = maskSteps(outputs, lengths);
    return {
      outputs: reverse ? reverseSequence(masked, lengths) : masked,
      last: [
        lastStep(outputs, state[0] as Tensor2D, lengths),
        ...run.last,
        lastStep(weights, state.at(-1) as Tensor2D, lengths),
      ],
    };
  }

  alignment(state: State): Tensor2D {
    return state.at(-1) as Tensor2D;
  }

  get attended(): { decoder: DecoderParts; memory: Memory } {
    return { decoder: this.#decoder, memory: this.#memory };
  }

  select(rows: Tensor1D): BoundDecoder {
    const { keys, values, mask } = this.#memory;
    const chosenKeys = gather(keys, rows);
    const chosenValues = keys === values ? chosenKeys : gather(values, rows);
    const memory = { keys: chosenKeys, values: chosenValues, mask: gather(mask, rows) };
    return new BoundAttentionDecoder(
      this.#decoder,
      memory,
      this.#layers.map((part) => gather(part, rows)),
    );
  }

  #read(queries: Tensor3D): { outputs: Tensor3D; weights: Tensor3D } {
    const { contexts, weights } = attend(this.#decoder.attention, queries, this.#memory);
    return {
      outputs: tanh(affine(concat([contexts, queries], 2), this.#decoder.params.weightOutput)),
      weights,
    };
  }
}
