import { isNative } from './native.ts';
import { tf } from './tfjs.ts';
import type { Tensor, TensorContainer, TypedArray } from '@tensorflow/tfjs-core';

/**
 * Runs `body` and frees every tensor that it made, except those in what it returns (a tensor, or arrays and
 * plain objects of them) and those under {@link keep}. When `body` throws, everything it made is freed.
 *
 * Nothing asynchronous goes in here: the tensors would be freed before they are used.
 * @throws TypeError when `body` returns a promise.
 */
export function scope<T extends TensorContainer>(body: () => T): T {
  const engine = tf.engine();
  engine.startScope('scope');
  let result: T | undefined;
  try {
    const value = body();
    if (value instanceof Promise) {
      // The rejection is reported by this error; an unhandled one beside it would end the process.
      value.catch(() => undefined);
      throw new TypeError(
        'scope: expected a function that returns at once, got one that returns a promise. ' +
          'Await outside of the scope, or free the tensors by hand.',
      );
    }
    result = value;
    return value;
  } finally {
    engine.endScope(result);
  }
}

/** Protects a tensor from the scopes around it; whoever keeps it disposes of it. */
export function keep<T extends Tensor>(tensor: T): T {
  return tf.keep(tensor);
}

/** Frees tensors: one, or any arrays and plain objects of them. */
export function dispose(container: TensorContainer): void {
  tf.dispose(container);
}

/** The numbers of tensors: on the native engine, which has them on the host, at once; elsewhere when all are there. */
export function read(tensors: readonly Tensor[]): TypedArray[] | Promise<TypedArray[]> {
  if (isNative()) return tensors.map((tensor) => tensor.dataSync());
  return Promise.all(tensors.map((tensor) => tensor.data()));
}

/** How many tensors and bytes are alive now. */
export function memory(): { tensors: number; bytes: number } {
  const { numTensors, numBytes } = tf.memory();
  return { tensors: numTensors, bytes: numBytes };
}
