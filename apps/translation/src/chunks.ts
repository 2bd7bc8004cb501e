/** How long to wait for company before a text is translated alone, in milliseconds. */
const PATIENCE = 10;

/**
 * Groups what comes into chunks of at most `size`. A chunk goes out as soon as it is full or nothing more comes at
 * the moment: a pipe is read in large chunks, a person who types gets an answer to each line.
 * @throws the signal's reason once it is aborted, also while nothing comes
 */
export async function* chunks<T>(
  items: AsyncIterable<T>,
  size: number,
  signal?: AbortSignal,
): AsyncGenerator<T[]> {
  const iterator = items[Symbol.asyncIterator]();
  const ask = (): Promise<IteratorResult<T>> => {
    const answer = orAborted(iterator.next(), signal);
    // It may fail while nobody waits for it; whoever waits next still gets to know.
    answer.catch(() => undefined);
    return answer;
  };
  try {
    let pending = ask();
    let chunk: T[] = [];
    for (;;) {
      const next = chunk.length === 0 ? await pending : await Promise.race([pending, pause()]);
      if (next?.done) break;
      if (next) {
        chunk.push(next.value);
        pending = ask();
        if (chunk.length < size) continue;
      }
      yield chunk;
      chunk = [];
    }
    if (chunk.length > 0) yield chunk;
  } finally {
    // Not awaited: what waits for a line that never comes cannot close either.
    iterator.return?.().catch(() => undefined);
  }
}

async function pause(): Promise<undefined> {
  await new Promise((resolve) => setTimeout(resolve, PATIENCE));
  return undefined;
}

/** The same promise, which an abort rejects. */
function orAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/**
 * Batches of row numbers, rows of like length together so that little is padding.
 * @param lengths the length of each row
 */
export function batchesByLength(lengths: readonly number[], size: number): number[][] {
  const order = lengths
    .map((_, row) => row)
    .sort((a, b) => (lengths[a] as number) - (lengths[b] as number) || a - b);
  return Array.from({ length: Math.ceil(order.length / size) }, (_, batch) =>
    order.slice(batch * size, (batch + 1) * size),
  );
}
