import {
  clone,
  dispose,
  namedParams,
  tensor,
  type ParamTree,
  type Tensor,
  type Variable,
} from '@reprise/engine';
import type { TensorValues } from '../interop/safetensors.ts';

/** Weights as plain data, by the path of the parameter. */
export type Weights = ReadonlyMap<string, TensorValues>;

/** Copies tensors out of the engine. */
export function readTensors(tensors: ReadonlyMap<string, Tensor>): Map<string, TensorValues> {
  const read = new Map<string, TensorValues>();
  // Copied once more, because on some engines dataSync gives the engine's own memory.
  for (const [name, x] of tensors)
    read.set(name, { shape: x.shape, values: Float32Array.from(x.dataSync()) });
  return read;
}

/**
 * Sets parameters to the given values.
 * @throws RangeError when names or shapes are not those of the parameters
 */
export function setWeights(params: ParamTree, weights: Weights): void {
  const variables = namedParams(params);
  checkSame('setWeights', variables, weights);
  for (const [name, variable] of variables) {
    const { values, shape } = weights.get(name) as TensorValues;
    const value = tensor(values, [...shape]);
    variable.assign(value);
    value.dispose();
  }
}

/**
 * Checks that `given` has a tensor of the right shape for each of `expected`, and no other.
 * @throws RangeError that names the first difference
 */
function checkSame(
  who: string,
  expected: ReadonlyMap<string, { readonly shape: readonly number[] }>,
  given: ReadonlyMap<string, { readonly shape: readonly number[] }>,
): void {
  for (const [name, { shape }] of expected) {
    const found = given.get(name);
    if (!found || String(found.shape) !== String(shape)) {
      const got = found ? `[${found.shape.join(', ')}]` : 'none';
      throw new RangeError(`${who}: expected '${name}' of shape [${shape.join(', ')}], got ${got}.`);
    }
  }
  for (const name of given.keys()) {
    if (!expected.has(name)) throw new RangeError(`${who}: got '${name}', which the model does not have.`);
  }
}

/** The mean of several sets of weights, each number summed in double precision. */
export function meanWeights(sets: readonly Weights[]): Map<string, TensorValues> {
  const [first, ...others] = sets;
  if (!first) throw new RangeError('meanWeights: expected at least one set of weights, got none.');
  const mean = new Map<string, TensorValues>();
  for (const [name, { shape, values }] of first) {
    const sums = Float64Array.from(values);
    for (const other of others) {
      const more = (other.get(name) as TensorValues).values;
      for (let index = 0; index < sums.length; index++)
        sums[index] = (sums[index] as number) + (more[index] as number);
    }
    mean.set(name, { shape, values: Float32Array.from(sums, (sum) => sum / sets.length) });
  }
  return mean;
}

/** Runs `body` while the parameters have the values of `tensors`; then they have their own again. */
export async function withWeights<T>(
  params: ReadonlyMap<string, Variable>,
  tensors: ReadonlyMap<string, Tensor>,
  body: () => T | Promise<T>,
): Promise<T> {
  const own = new Map([...params].map(([name, variable]) => [name, clone<Tensor>(variable)]));
  assignAll(params, tensors);
  try {
    return await body();
  } finally {
    assignAll(params, own);
    dispose([...own.values()]);
  }
}

function assignAll(params: ReadonlyMap<string, Variable>, values: ReadonlyMap<string, Tensor>): void {
  for (const [name, variable] of params) variable.assign(values.get(name) as Tensor);
}
