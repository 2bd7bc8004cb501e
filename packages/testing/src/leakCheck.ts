import { types } from 'node:util';
import { memory, scope } from '@reprise/engine';
import { it } from 'vitest';

/** Runs `body` and fails when it leaves more, or fewer, tensors alive than there were before. */
export function leakCheck<T>(body: () => T): T {
  const before = memory().tensors;
  const compare = (): void => {
    const leaked = memory().tensors - before;
    if (leaked !== 0) throw new Error(`leakCheck: expected as many tensors as before, got ${leaked} more.`);
  };
  const result = body();
  if (result instanceof Promise) return result.then((value: unknown) => (compare(), value)) as T;
  compare();
  return result;
}

/**
 * A test that makes tensors. Its body runs in a scope, so that what it computes is freed; parameters and kept
 * tensors survive that and are the leaks that fail it. An asynchronous body runs in no scope, and frees what it
 * makes by itself.
 */
export function tensorTest(name: string, body: () => void | Promise<void>): void {
  if (types.isAsyncFunction(body)) it(name, () => leakCheck(body));
  else it(name, () => leakCheck(() => scope(body as () => undefined)));
}
