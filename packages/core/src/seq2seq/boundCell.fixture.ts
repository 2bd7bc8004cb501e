import {
  param,
  reshape,
  scope,
  slice,
  tile,
  zeros,
  type Rng,
  type Tensor2D,
  type Tensor3D,
} from '@reprise/engine';
import type { Cell, State } from '../nn/cell.ts';
import { lengthMask } from '../nn/sequence.ts';
import type { StackedCell, StackNoise } from '../nn/stack.ts';
import type { BoundDecoder, Decoder } from './decoder.ts';

const SOURCE_TIME = 4;
const SOURCE_LENGTH = 3;

type StackDecoder = Decoder & { readonly stack: StackedCell };

/**
 * A decoder for the contract of cells, which takes batches of any size, looks at all gradients and frees nothing but
 * parameters: the memory is a parameter, the same for every row, and bound anew in every call, so that what binding
 * computes (the keys, above all) is differentiated too. The context is the memory's first position.
 */
export function boundCell(decoder: StackDecoder, memorySize: number, rng: Rng): Cell<State, StackNoise> {
  const memory = param(rng.normal([1, SOURCE_TIME, memorySize]) as Tensor3D);
  const bind = (rows: number): BoundDecoder => {
    const outputs = tile(memory, [rows, 1, 1]) as Tensor3D;
    const context = reshape(slice(outputs, [0, 0, 0], [-1, 1, -1]), [rows, memorySize]) as Tensor2D;
    const mask = lengthMask(new Array<number>(rows).fill(SOURCE_LENGTH), SOURCE_TIME);
    const layers = decoder.stack.layers.map(({ stateSizes }) =>
      stateSizes.map((size) => zeros([rows, size]) as Tensor2D),
    );
    return decoder.bind({ outputs, mask, last: [[context]] }, layers);
  };
  const { inputSize, outputSize, projectedSize, stateSizes } = sizesOf(bind);
  return {
    inputSize,
    outputSize,
    projectedSize,
    stateSizes,
    params: { decoder: decoder.params, memory },
    initialState: (rows) => bind(rows).initialState(rows),
    noise: (key, rows, time) => decoder.stack.noise(key, rows, time),
    project: (xs, noise) => bind(xs.shape[0]).project(xs, noise),
    step: (projected, state, noise, time) => bind(projected.shape[0]).step(projected, state, noise, time),
    scan: (xs, state, options) => bind(xs.shape[0]).scan?.(xs, state, options),
  };
}

type Sizes = Pick<BoundDecoder, 'inputSize' | 'outputSize' | 'projectedSize' | 'stateSizes'>;

function sizesOf(bind: (rows: number) => BoundDecoder): Sizes {
  return scope(() => {
    const { inputSize, outputSize, projectedSize, stateSizes } = bind(1);
    return { inputSize, outputSize, projectedSize, stateSizes: [...stateSizes] };
  });
}
