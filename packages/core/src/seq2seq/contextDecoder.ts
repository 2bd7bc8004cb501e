import {
  concat,
  expandDims,
  gather,
  param,
  reverseSequence,
  tanh,
  tile,
  zeros,
  type ParamTree,
  type Rng,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  type Variable,
} from '@reprise/engine';
import type { ScanOptions, State, Unrolled } from '../nn/cell.ts';
import { draw, xavierUniform } from '../nn/init.ts';
import { affine } from '../nn/linear.ts';
import { lastStep, maskSteps } from '../nn/sequence.ts';
import type { StackedCell, StackNoise } from '../nn/stack.ts';
import { unroll } from '../nn/unroll.ts';
import type { BoundDecoder, Decoder } from './decoder.ts';
import type { Encoded } from './encoder.ts';

export interface ContextDecoderOptions {
  /** takes the embedded target, with context feeding the context beside it */
  readonly stack: StackedCell;
  readonly outputSize: number;
  /** the size of the encoder's last output, which is the context */
  readonly contextSize: number;
  /** the context enters every step (Cho et al. 2014) and not only the first state (Sutskever et al. 2014) */
  readonly contextFeeding: boolean;
  /** what the weights are drawn with; without it they are zero, to be loaded */
  readonly rng?: Rng | undefined;
}

/** A decoder that knows the source by one fixed vector, and no attention; its output is tanh(W h). */
export class ContextDecoder implements Decoder {
  readonly inputSize: number;
  readonly outputSize: number;
  readonly params: ParamTree & {
    /** [outputSize, hiddenSize] */
    readonly weightOutput: Tensor2D & Variable;
  };
  readonly contextFeeding: boolean;
  readonly stack: StackedCell;

  constructor({ stack, outputSize, contextSize, contextFeeding, rng }: ContextDecoderOptions) {
    this.inputSize = contextFeeding ? stack.inputSize - contextSize : stack.inputSize;
    this.outputSize = outputSize;
    this.contextFeeding = contextFeeding;
    this.stack = stack;
    const weightOutput = param(draw(xavierUniform, outputSize, stack.outputSize, rng?.fold('output')));
    this.params = { stack: stack.params, weightOutput };
  }

  bind({ last }: Encoded, layers: readonly State[]): BoundDecoder {
    const top = last.at(-1) as State;
    return new BoundContextDecoder(this, top[0] as Tensor2D, layers.flat());
  }
}

/** State: [output, …the stack's state]. */
class BoundContextDecoder implements BoundDecoder {
  readonly inputSize: number;
  readonly outputSize: number;
  readonly projectedSize: number;
  readonly stateSizes: readonly number[];
  readonly params: ParamTree;
  readonly #decoder: ContextDecoder;
  readonly #context: Tensor2D;
  readonly #layers: State;

  constructor(decoder: ContextDecoder, context: Tensor2D, layers: State) {
    this.inputSize = decoder.inputSize;
    this.outputSize = decoder.outputSize;
    this.projectedSize = decoder.stack.projectedSize;
    this.stateSizes = [decoder.outputSize, ...decoder.stack.stateSizes];
    this.params = decoder.params;
    this.#decoder = decoder;
    this.#context = context;
    this.#layers = layers;
  }

  initialState(batchSize: number): State {
    return [
      zeros([batchSize, this.outputSize]),
      zeros([batchSize, this.#decoder.stack.outputSize]),
      ...this.#layers,
    ];
  }

  noise(rng: Rng, batchSize: number, time: number): StackNoise {
    return this.#decoder.stack.noise(rng, batchSize, time);
  }

  project(xs: Tensor3D, noise?: StackNoise): Tensor3D {
    return this.#decoder.stack.project(this.#withContext(xs), noise);
  }

  step(projected: Tensor2D, state: State, noise?: StackNoise, time?: number): State {
    const stackState = this.#decoder.stack.step(projected, state.slice(1), noise, time);
    return [this.#read(stackState[0] as Tensor2D), ...stackState];
  }

  scan(xs: Tensor3D, state: State, { lengths, reverse, noise }: ScanOptions<StackNoise>): Unrolled {
    const inputs = this.#withContext(xs);
    const ordered = reverse ? reverseSequence(inputs, lengths) : inputs;
    const run = unroll(this.#decoder.stack, ordered, { lengths, initialState: state.slice(1), noise });
    const outputs = this.#read(run.outputs);
    const masked = maskSteps(outputs, lengths);
    return {
      outputs: reverse ? reverseSequence(masked, lengths) : masked,
      last: [lastStep(outputs, state[0] as Tensor2D, lengths), ...run.last],
    };
  }

  alignment(): undefined {
    return undefined;
  }

  select(rows: Tensor1D): BoundDecoder {
    const layers = this.#layers.map((part) => gather(part, rows));
    return new BoundContextDecoder(this.#decoder, gather(this.#context, rows), layers);
  }

  #withContext(xs: Tensor3D): Tensor3D {
    if (!this.#decoder.contextFeeding) return xs;
    return concat([xs, tile(expandDims(this.#context, 1), [1, xs.shape[1], 1]) as Tensor3D], 2);
  }

  #read<T extends Tensor2D | Tensor3D>(hidden: T): T {
    return tanh<T>(affine(hidden, this.#decoder.params.weightOutput));
  }
}
