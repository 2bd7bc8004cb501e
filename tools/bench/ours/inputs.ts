import { renameSync, writeFileSync } from 'node:fs';
import { readSafetensors, setWeights, writeSafetensors, type TensorValues } from '@reprise/core';
import { namedParams, type ParamTree, type Rng } from '@reprise/engine';

/** What both sides start from, by name. */
export type Inputs = ReadonlyMap<string, TensorValues>;

/** Normal numbers. */
export function drawNumbers(rng: Rng, shape: readonly number[], scale = 1): TensorValues {
  const values = rng.normalValues(shape.reduce((product, size) => product * size, 1));
  return { shape, values: values.map((value) => value * scale) };
}

/** Ids of real words: none of the special tokens. */
export function drawIds(rng: Rng, count: number, vocabSize: number): Int32Array {
  const SPECIAL = 4;
  return Int32Array.from(rng.words(count), (word) => SPECIAL + (word % (vocabSize - SPECIAL)));
}

/**
 * Lengths as batches of like length have them, the longest first, which packing wants: from `longest` down to three
 * quarters of it.
 */
export function fallingLengths(count: number, longest: number): Int32Array {
  return Int32Array.from({ length: count }, (_, row) => longest - Math.floor((row * longest) / (4 * count)));
}

/** Ids as the file can hold them; float32 has room for 16 million. */
export function idValues(ids: Int32Array, shape: readonly number[]): TensorValues {
  return { shape, values: Float32Array.from(ids) };
}

/**
 * Gives all parameters new values, in the width that PyTorch draws an LSTM's in, biases too: a mix-up of two of them
 * shows.
 * @returns the values by the parameters' names
 */
export function drawWeights(params: ParamTree, rng: Rng): Map<string, TensorValues> {
  const weights = new Map<string, TensorValues>();
  for (const [name, { shape }] of namedParams(params)) {
    weights.set(name, drawNumbers(rng.fold(name), shape, 1 / Math.sqrt(3 * (shape.at(-1) ?? 1))));
  }
  setWeights(params, weights);
  return weights;
}

/**
 * The same for a model that is used and not trained: through a float16 file, as every model of ours that ships. Both
 * sides then have the same numbers, in float32.
 */
export function drawShippedWeights(params: ParamTree, rng: Rng): Map<string, TensorValues> {
  const { tensors } = readSafetensors(writeSafetensors(drawWeights(params, rng), { dtype: 'F16' }));
  setWeights(params, tensors);
  return new Map(tensors);
}

/** Writes what the peer reads. */
export function writeInputs(path: string, inputs: Inputs): void {
  writeFileSync(`${path}.tmp`, writeSafetensors(inputs));
  renameSync(`${path}.tmp`, path);
}
