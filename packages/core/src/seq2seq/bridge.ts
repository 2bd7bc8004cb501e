import { tanh, type Module, type ParamTree, type Rng, type Tensor2D } from '@reprise/engine';
import type { State } from '../nn/cell.ts';
import { Linear } from '../nn/linear.ts';

/** The sizes of a stack's states: one list a layer, one size a part. */
export type StateSizes = readonly (readonly number[])[];

/**
 * From the encoder's last states to the decoder's first ones. Each layer of the decoder starts from the encoder's
 * layer of the same height (its top one where it has fewer), part by part, h from h and c from c: an affine map
 * each, through tanh for the output (Bahdanau et al. 2015), whose range is that. A decoder with more parts than the
 * encoder (LSTM after GRU) makes them from the encoder's output.
 */
export class Bridge implements Module {
  readonly params: ParamTree;
  readonly #maps: readonly (readonly Linear[])[];
  readonly #from: (layer: number, part: number) => readonly [layer: number, part: number];

  constructor({ from, to, rng }: { from: StateSizes; to: StateSizes; rng?: Rng | undefined }) {
    this.#from = (layer, part) => {
      const source = Math.min(layer, from.length - 1);
      return [source, part < (from[source] as readonly number[]).length ? part : 0];
    };
    this.#maps = to.map((parts, layer) =>
      parts.map((outputSize, part) => {
        const [sourceLayer, sourcePart] = this.#from(layer, part);
        const inputSize = (from[sourceLayer] as readonly number[])[sourcePart] as number;
        return new Linear({ inputSize, outputSize, rng: rng?.fold(layer, part) });
      }),
    );
    this.params = { layers: this.#maps.map((parts) => ({ parts: parts.map((map) => map.params) })) };
  }

  /** @param last the encoder's last states, one a layer @returns the decoder's first states, one a layer */
  apply(last: readonly State[]): State[] {
    return this.#maps.map((parts, layer) =>
      parts.map((map, part) => {
        const [sourceLayer, sourcePart] = this.#from(layer, part);
        const mapped = map.apply((last[sourceLayer] as State)[sourcePart] as Tensor2D);
        return part === 0 ? tanh(mapped) : mapped;
      }),
    );
  }
}
