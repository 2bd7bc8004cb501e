import type { KernelBackend, Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import { tf } from './tfjs.ts';

/** An attribute of a TensorFlow operation: its type is the value's. */
export type Attribute =
  | { readonly float: number }
  | { readonly int: number }
  | { readonly bool: boolean }
  | { readonly dtype: 'float32' | 'int32' };

interface Binding {
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
  readonly TF_INT64: number;
  createTensor(shape: number[], dtype: number, values: Int32Array | Float32Array): number;
}

interface NativeBackend extends KernelBackend {
  readonly binding: Binding;
  readonly tensorMap: { set(dataId: object, info: object): void };
  executeMultipleOutputs(name: string, attributes: object[], inputs: TensorInfo[], outputs: number): Tensor[];
}

/** The name under which tfjs knows the native engine. */
export const NATIVE_BACKEND = 'tensorflow';

export function isNative(): boolean {
  return tf.getBackend() === NATIVE_BACKEND;
}

/**
 * Runs one TensorFlow operation by its name, and owns no more than its outputs.
 * Call it only inside a kernel or where {@link isNative} holds.
 */
export function runNative(
  name: string,
  attributes: Readonly<Record<string, Attribute>>,
  inputs: readonly TensorInfo[],
  outputs: number,
): Tensor[] {
  const backend = tf.backend() as NativeBackend;
  const list = Object.entries(attributes).map(([key, value]) => attribute(backend.binding, key, value));
  return backend.executeMultipleOutputs(name, list, [...inputs], outputs);
}

function attribute(binding: Binding, name: string, value: Attribute): object {
  if ('float' in value) return { name, type: binding.TF_ATTR_FLOAT, value: value.float };
  if ('int' in value) return { name, type: binding.TF_ATTR_INT, value: value.int };
  if ('bool' in value) return { name, type: binding.TF_ATTR_BOOL, value: value.bool };
  return {
    name,
    type: binding.TF_ATTR_TYPE,
    value: value.dtype === 'int32' ? binding.TF_INT32 : binding.TF_FLOAT,
  };
}

const constants = new Map<string, TensorInfo>();

/**
 * A tensor that tfjs does not count: made once, and kept for the life of the process.
 * @param id makes the native tensor
 */
function constant(
  key: string,
  shape: number[],
  dtype: 'float32' | 'int32',
  id: (binding: Binding) => number,
): TensorInfo {
  let info = constants.get(key);
  if (!info) {
    const backend = tf.backend() as NativeBackend;
    const dataId = {};
    backend.tensorMap.set(dataId, { shape, dtype, values: null, id: id(backend.binding), refCount: 1 });
    info = { dataId, shape, dtype };
    constants.set(key, info);
  }
  return info;
}

/** An input that is left out: our kernels take a tensor without elements for it. */
export function nothing(dtype: 'float32' | 'int32' = 'float32'): TensorInfo {
  return constant(`nothing ${dtype}`, [0], dtype, (binding) =>
    dtype === 'int32'
      ? binding.createTensor([0], binding.TF_INT32, new Int32Array(0))
      : binding.createTensor([0], binding.TF_FLOAT, new Float32Array(0)),
  );
}
