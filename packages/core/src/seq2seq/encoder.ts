import {
  checkShape,
  concat,
  type Module,
  type ParamTree,
  type Rng,
  type Tensor2D,
  type Tensor3D,
} from '@reprise/engine';
import { Bidirectional } from '../nn/bidirectional.ts';
import type { Cell, State } from '../nn/cell.ts';
import { makeCell, type CellKind } from '../nn/cellKind.ts';
import { dropout } from '../nn/dropout.ts';
import { lengthMask } from '../nn/sequence.ts';
import { unroll } from '../nn/unroll.ts';

export interface EncoderOptions {
  readonly cell: CellKind;
  readonly inputSize: number;
  /** the width of one direction */
  readonly hiddenSize: number;
  readonly numLayers: number;
  readonly bidirectional: boolean;
  /** dropped from the input of every layer but the first, in training */
  readonly dropout: number;
  /** what the weights are drawn with; without it they are zero, to be loaded */
  readonly rng?: Rng | undefined;
}

/** A batch of sources, encoded. */
export interface Encoded {
  /** the top layer: [batch, source, outputSize] */
  readonly outputs: Tensor3D;
  /** 1 for a real position, 0 for padding: [batch, source] */
  readonly mask: Tensor2D;
  /** each layer's last states from the lowest up; where there are two directions, theirs side by side */
  readonly last: readonly State[];
}

/** A stack of recurrent layers over the source, each in one direction or in both. */
export class Encoder implements Module {
  readonly inputSize: number;
  readonly outputSize: number;
  readonly params: ParamTree;
  /** the sizes of {@link Encoded.last}: one list a layer, one size a part */
  readonly stateSizes: readonly (readonly number[])[];
  readonly #layers: readonly Layer[];
  readonly #dropout: number;

  constructor({ cell, inputSize, hiddenSize, numLayers, bidirectional, dropout, rng }: EncoderOptions) {
    this.inputSize = inputSize;
    this.outputSize = bidirectional ? 2 * hiddenSize : hiddenSize;
    this.#dropout = dropout;
    this.#layers = Array.from({ length: numLayers }, (_, index) => {
      const size = index === 0 ? inputSize : this.outputSize;
      const make = (direction: string) =>
        makeCell(cell, { inputSize: size, hiddenSize, rng: rng?.fold(direction, index) });
      return bidirectional ? bothWays(make('forward'), make('backward')) : oneWay(make('forward'));
    });
    this.params = { layers: this.#layers.map((layer) => layer.params) };
    this.stateSizes = this.#layers.map((layer) => layer.stateSizes);
  }

  /**
   * @param xs [batch, source, inputSize]
   * @param lengths the number of real positions of each source
   * @param rng for dropout; without it evaluation
   * @param initial of an encoder in one direction: what {@link Encoded.last} was after what came before, so that a source
   *   can be encoded as it comes; by default zeros
   * @throws RangeError for initial states of an encoder in both directions, which has to see the end first
   */
  encode(xs: Tensor3D, lengths: ArrayLike<number>, rng?: Rng, initial?: readonly State[]): Encoded {
    checkShape('Encoder.encode', 'xs', xs, ['batch', 'source', this.inputSize]);
    let outputs = xs;
    const last: State[] = [];
    this.#layers.forEach((layer, index) => {
      const input = index === 0 ? outputs : dropout(outputs, this.#dropout, rng?.fold('between', index));
      const run = layer.run(input, lengths, rng?.fold('layer', index), initial?.[index]);
      outputs = run.outputs;
      last.push(run.last);
    });
    return { outputs, mask: lengthMask(lengths, xs.shape[1]), last };
  }
}

interface Layer extends Module {
  readonly stateSizes: readonly number[];
  run(
    xs: Tensor3D,
    lengths: ArrayLike<number>,
    rng?: Rng,
    initialState?: State,
  ): { outputs: Tensor3D; last: State };
}

function oneWay(cell: Cell): Layer {
  return {
    params: { forward: cell.params },
    stateSizes: cell.stateSizes,
    run: (xs, lengths, rng, initialState) =>
      unroll(cell, xs, {
        lengths,
        initialState,
        noise: rng && cell.noise?.(rng, xs.shape[0], xs.shape[1]),
      }),
  };
}

function bothWays(forward: Cell, backward: Cell): Layer {
  const layer = new Bidirectional(forward, backward);
  return {
    params: layer.params,
    stateSizes: forward.stateSizes.map((size, part) => size + (backward.stateSizes[part] as number)),
    run: (xs, lengths, rng, initialState) => {
      if (initialState)
        throw new RangeError('Encoder.encode: expected no initial state in both directions, got one.');
      const { outputs, last } = layer.run(xs, { lengths, rng });
      return {
        outputs,
        last: last.forward.map((part, index) => concat([part, last.backward[index] as Tensor2D], 1)),
      };
    },
  };
}
