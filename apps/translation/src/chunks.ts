/** How long to wait for company before a text is translated alone, in milliseconds. */
const PATIENCE = 10;

/**
 * Groups what comes into chunks of at most `size`. A chunk goes out as soon as it is full or nothing more comes at
 * the moment: a pipe is read in large chunks, a person who types gets an answer to each line.
 */
export async function* chunks<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  const iterator = items[Symbol.asyncIterator]();
  let pending = iterator.next();
  let chunk: T[] = [];
  for (;;) {
    const next = chunk.length === 0 ? await pending : await Promise.race([pending, pause()]);
    if (next === undefined) {
      yield chunk;
      chunk = [];
      continue;
    }
    if (next.done) break;
    chunk.push(next.value);
    pending = iterator.next();
    if (chunk.length === size) {
      yield chunk;
      chunk = [];
    }
  }
  if (chunk.length > 0) yield chunk;
}

async function pause(): Promise<undefined> {
  await new Promise((resolve) => setTimeout(resolve, PATIENCE));
  return undefined;
}

/**
 * Batches of row numbers, rows of like length together so that little is padding.
 * @param lengths the length of each row
 */
export function batchesByLength(lengths: readonly number[], size: number): number[][] {
  const order = lengths.map((_, row) => row).sort((a, b) => (lengths[a] as number) - (lengths[b] as number) || a - b);
  return Array.from({ length: Math.ceil(order.length / size) }, (_, batch) => order.slice(batch * size, (batch + 1) * size));
}
