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
  createTensor(shape: number[], dtype: number, values: Int32Array): number;
}

interface NativeBackend extends KernelBackend {
  readonly binding: Binding;
  readonly tensorMap: { set(dataId: object, info: object): void };
  executeMultipleOutputs(name: string, attributes: object[], inputs: TensorInfo[], outputs: number): Tensor[];
}

/** The name under which tfjs knows the native engine. */
export const NATIVE_BACKEND = 'tensorflow';

/** Whether a kernel is there on the engine in use. */
export function hasKernel(name: string): boolean {
  // tfjs' type does not say that there may be none.
  return (tf.getKernel(name, tf.getBackend()) as object | undefined) !== undefined;
}

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

const int64Scalars = new Map<number, TensorInfo>();

/**
 * An int64 scalar, which tfjs has no type for. Each value is made once and kept: tfjs-node's own Int64Scalar
 * leaks a native tensor with every use.
 */
export function int64Scalar(value: number): TensorInfo {
  let info = int64Scalars.get(value);
  if (!info) {
    const backend = tf.backend() as NativeBackend;
    const { binding } = backend;
    const id = binding.createTensor([], binding.TF_INT64, new Int32Array([value, 0]));
    const dataId = {};
    backend.tensorMap.set(dataId, { shape: [], dtype: binding.TF_INT64, values: null, id, refCount: 1 });
    info = { dataId, shape: [], dtype: 'int32' };
    int64Scalars.set(value, info);
  }
  return info;
}
