import { clone, dispose, keep, lerp, scope, tensor, type Tensor, type Variable } from '@reprise/engine';
import type { TensorValues } from '../interop/safetensors.ts';
import { readTensors } from './weights.ts';

/** An average of the weights over the steps of a run. */
export interface WeightAverage {
  /** Takes the weights of one more step. */
  update(params: ReadonlyMap<string, Variable>): void;
  /** The average now, by name of the parameter; the tensors stay the average's. */
  tensors(): ReadonlyMap<string, Tensor>;
  state(): Map<string, TensorValues>;
  /** @param count of the updates that went into the state */
  restore(state: ReadonlyMap<string, TensorValues>, count: number): void;
  dispose(): void;
}

/**
 * Exponential moving average: each step takes `1 - decay` of the new weights. The first step's weights are taken
 * as they are, and the decay starts low, `(1 + n) / (10 + n)` after n steps up to `decay`, or the average would
 * consist of early weights for the first few `1 / (1 - decay)` steps.
 * @throws RangeError when decay is not in [0, 1)
 */
export function exponentialAverage(decay: number): WeightAverage {
  if (!(decay >= 0 && decay < 1))
    throw new RangeError(`exponentialAverage: expected a decay in [0, 1), got ${decay}.`);
  let count = 0;
  const averages = new Map<string, Tensor>();
  const clear = (): void => {
    dispose([...averages.values()]);
    averages.clear();
  };

  return {
    update(params) {
      const share = 1 - Math.min(decay, (1 + count) / (10 + count));
      const known = [...params].filter(([name]) => averages.has(name));
      const before = known.map(([name]) => averages.get(name) as Tensor);
      scope(() => {
        for (const [name, variable] of params)
          if (!averages.has(name)) averages.set(name, keep(clone<Tensor>(variable)));
        const after = lerp(
          before,
          known.map(([, variable]) => variable),
          share,
        );
        for (const [index, [name]] of known.entries()) averages.set(name, keep(after[index] as Tensor));
      });
      dispose(before);
      count++;
    },
    tensors: () => averages,
    state: () => readTensors(averages),
    restore(state, updates) {
      clear();
      count = updates;
      for (const [name, { shape, values }] of state) averages.set(name, tensor(values, [...shape]));
    },
    dispose: clear,
  };
}
