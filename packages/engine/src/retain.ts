import type { Tensor } from '@tensorflow/tfjs-core';
import { tf } from './tfjs.ts';

/** A value and the tensors behind it, until they are freed. */
export interface Retained<T> {
  readonly value: T;
  /** Frees every tensor that was made for the value. */
  free(): void;
}

/**
 * Runs `body` and keeps every tensor that it made until `free` is called: what {@link scope} is to a stretch of
 * code, this is to something that must outlive an `await`, such as a model bound to one batch. It need not be known
 * where in the value the tensors are. What a scope inside of `body` frees is not kept, so that is the place for
 * intermediate results. When `body` throws, everything it made is freed.
 */
export function retain<T>(body: () => T): Retained<T> {
  const engine = tf.engine();
  engine.startScope('retain');
  let made: readonly Tensor[] = [];
  try {
    const value = body();
    made = [...engine.state.activeScope.track];
    for (const tensor of made) engine.keep(tensor);
    return { value, free: () => made.forEach((tensor) => tensor.dispose()) };
  } finally {
    engine.endScope();
  }
}
