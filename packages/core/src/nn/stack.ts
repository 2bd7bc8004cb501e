import {
  add,
  expandDims,
  mul,
  reverseSequence,
  slice,
  squeeze,
  zeros,
  type ParamTree,
  type Rng,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
} from '@reprise/engine';
import type { Cell, ScanOptions, State, Unrolled } from './cell.ts';
import { lastStep, unlessEmpty } from './sequence.ts';
import { unroll } from './unroll.ts';

/** What is drawn once for a sequence: each layer's own noise, and the dropout masks between layers. */
export interface StackNoise {
  readonly layers: readonly unknown[];
  /** scaled, [batch, time, inputSize] for each layer but the first, steps in the order of the run; empty without dropout */
  readonly masks: readonly Tensor3D[];
}

export interface StackOptions {
  /** dropped from the input of every layer but the first, in training (Zaremba et al. 2014) */
  readonly dropout?: number;
  /** adds its input to the output of every layer but the first, where the two have one size (Wu et al. 2016) */
  readonly residual?: boolean;
}

/**
 * Cells one above the other, as one cell. Its state is the output, then each layer's state from the lowest up: with
 * residuals the output is no layer's state.
 */
export class StackedCell implements Cell<State, StackNoise> {
  readonly inputSize: number;
  readonly outputSize: number;
  readonly projectedSize: number;
  readonly stateSizes: readonly number[];
  readonly params: ParamTree;
  readonly layers: readonly Cell[];
  readonly #dropout: number;
  /** whether a layer's input is added to its output */
  readonly residual: boolean;

  /** @throws RangeError for no layers, or layers whose sizes do not fit together */
  constructor(layers: readonly Cell[], { dropout = 0, residual = false }: StackOptions = {}) {
    const [first] = layers;
    const top = layers.at(-1);
    if (!first || !top) throw new RangeError('StackedCell: expected at least one layer, got none.');
    layers.slice(1).forEach((layer, index) => {
      const below = (layers[index] as Cell).outputSize;
      if (layer.inputSize !== below) {
        throw new RangeError(
          `StackedCell: expected layer ${index + 1} of inputSize ${below}, got ${layer.inputSize}.`,
        );
      }
    });
    this.layers = layers;
    this.inputSize = first.inputSize;
    this.outputSize = top.outputSize;
    this.projectedSize = first.projectedSize;
    this.stateSizes = [top.outputSize, ...layers.flatMap((layer) => layer.stateSizes)];
    this.params = { layers: layers.map((layer) => layer.params) };
    this.#dropout = dropout;
    this.residual = residual;
  }

  initialState(batchSize: number): State {
    const states = this.layers.flatMap((layer) => [...layer.initialState(batchSize)]);
    return [zeros([batchSize, this.outputSize]), ...states];
  }

  /** The layers' states, from the lowest up, out of a state of the stack. */
  layerStates(state: State): State[] {
    let from = 1;
    return this.layers.map((layer) => {
      const part = state.slice(from, from + layer.stateSizes.length);
      from += part.length;
      return part;
    });
  }

  noise(rng: Rng, batchSize: number, time: number): StackNoise {
    const layers = this.layers.map((layer, index) =>
      layer.noise?.(rng.fold('layer', index), batchSize, time),
    );
    const upper = this.#dropout > 0 ? this.layers.slice(1) : [];
    const masks = upper.map(
      (layer, index) =>
        rng.fold('between', index).dropoutMask([batchSize, time, layer.inputSize], this.#dropout) as Tensor3D,
    );
    return { layers, masks };
  }

  project(xs: Tensor3D, noise?: StackNoise): Tensor3D {
    return (this.layers[0] as Cell).project(xs, noise?.layers[0]);
  }

  step(projected: Tensor2D, state: State, noise?: StackNoise, time = 0): State {
    const states = this.layerStates(state);
    const next: Tensor2D[] = [];
    let output: Tensor2D | undefined;
    this.layers.forEach((layer, index) => {
      const ownNoise = noise?.layers[index];
      const mask = noise?.masks[index - 1];
      let input = output;
      if (input && mask) input = mul(input, squeeze(slice(mask, [0, time, 0], [-1, 1, -1]), [1]));
      const gates = input
        ? (squeeze(layer.project(expandDims(input, 1) as Tensor3D, ownNoise), [1]) as Tensor2D)
        : projected;
      const after = layer.step(gates, states[index] as State, ownNoise, time);
      next.push(...after);
      output = this.#join(layer, input, after[0] as Tensor2D) as Tensor2D;
    });
    return [output as unknown as Tensor2D, ...next];
  }

  /** Layer by layer, so that each layer runs over all of time in its own fused form where it has one. */
  scan(xs: Tensor3D, state: State, { lengths, reverse, noise }: ScanOptions<StackNoise>): Unrolled {
    const states = this.layerStates(state);
    const lasts: Tensor2D[] = [];
    let outputs: Tensor3D | undefined;
    let top: Tensor2D | undefined;
    this.layers.forEach((layer, index) => {
      const mask = noise?.masks[index - 1];
      const below: Tensor3D | undefined = outputs && mask ? mul(outputs, mask) : outputs;
      const input = below ?? (reverse ? reverseSequence(xs, lengths) : xs);
      const run = unroll(layer, input, {
        lengths,
        initialState: states[index] as State,
        noise: noise?.layers[index],
      });
      lasts.push(...run.last);
      top = run.last[0];
      outputs = this.#join(layer, below, run.outputs) as Tensor3D;
    });
    const inOrder = outputs as unknown as Tensor3D;
    const initial = state[0] as Tensor2D;
    const last = this.residual
      ? lastStep(inOrder, initial, lengths)
      : unlessEmpty(top as unknown as Tensor2D, initial, lengths);
    return { outputs: reverse ? reverseSequence(inOrder, lengths) : inOrder, last: [last, ...lasts] };
  }

  #join(layer: Cell, input: Tensor | undefined, output: Tensor): Tensor {
    return this.residual && input && layer.inputSize === layer.outputSize ? add(output, input) : output;
  }
}
