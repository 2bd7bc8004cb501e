import { describe, expect, it, vi } from 'vitest';
import { batchesByLength, chunks } from './chunks.ts';

/** Items at once, and a wait where there is a number: of milliseconds. */
async function* stream(...items: (string | number)[]): AsyncGenerator<string> {
  for (const item of items) {
    if (typeof item === 'number') await new Promise((resolve) => setTimeout(resolve, item));
    else yield item;
  }
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

describe('chunks', () => {
  it('fills them where items come one upon the other', async () => {
    expect(await collect(chunks(stream('a', 'b', 'c', 'd', 'e'), 2))).toEqual([
      ['a', 'b'],
      ['c', 'd'],
      ['e'],
    ]);
    expect(await collect(chunks(stream('a', 'b'), 2))).toEqual([['a', 'b']]);
    expect(await collect(chunks(stream(), 2))).toEqual([]);
  });

  it('does not wait for more when nothing comes', async () => {
    expect(await collect(chunks(stream('a', 'b', 300, 'c'), 64))).toEqual([['a', 'b'], ['c']]);
  });

  it('keeps what comes while a chunk is worked on', async () => {
    const seen: string[][] = [];
    for await (const chunk of chunks(stream('a', 200, 'b', 'c', 'd'), 64)) {
      seen.push(chunk);
      await new Promise((resolve) => setTimeout(resolve, 400));
    }
    expect(seen).toEqual([['a'], ['b', 'c', 'd']]);
  });

  it('passes on what went wrong in the source, also while a chunk is worked on', async () => {
    async function* failing(): AsyncGenerator<string> {
      yield* stream('a', 50);
      throw new Error('the pipe broke');
    }
    const seen: string[][] = [];
    const reading = (async () => {
      for await (const chunk of chunks(failing(), 64)) {
        seen.push(chunk);
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    })();
    await expect(reading).rejects.toThrow('the pipe broke');
    expect(seen).toEqual([['a']]);
  });

  it('ends the source when its reader has enough', async () => {
    const closed = vi.fn();
    async function* endless(): AsyncGenerator<number> {
      try {
        for (let n = 0; ; n++) yield await Promise.resolve(n);
      } finally {
        closed();
      }
    }
    for await (const chunk of chunks(endless(), 3)) {
      expect(chunk).toEqual([0, 1, 2]);
      break;
    }
    await new Promise((resolve) => setTimeout(resolve));
    expect(closed).toHaveBeenCalledOnce();
  });

  it('ends with the reason of an abort, although nothing comes', async () => {
    const silent = { [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => undefined) }) };
    const controller = new AbortController();
    const reading = collect(chunks(silent, 2, controller.signal));
    controller.abort(new Error('enough'));
    await expect(reading).rejects.toThrow('enough');
    await expect(collect(chunks(stream('a'), 2, AbortSignal.abort(new Error('before'))))).rejects.toThrow(
      'before',
    );
  });
});

describe('batchesByLength', () => {
  it('has each row once, rows of like length together, equal ones in order', () => {
    expect(batchesByLength([5, 1, 5, 3, 1, 9, 3], 3)).toEqual([[1, 4, 3], [6, 0, 2], [5]]);
    expect(batchesByLength([], 3)).toEqual([]);
  });
});
