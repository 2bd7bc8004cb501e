import { tensorTest } from '@reprise/testing';
import { describe, expect, it } from 'vitest';
import { add, ones, zeros, type Tensor } from './ops.ts';
import { dispose, keep, memory, read, scope } from './scope.ts';

function addedBy(body: () => void): number {
  const before = memory().tensors;
  body();
  return memory().tensors - before;
}

describe('scope', () => {
  it('frees what it made, and keeps what it returns, however deep', () => {
    let result: { list: Tensor[]; inner: { one: Tensor } } | undefined;
    const added = addedBy(() => {
      result = scope(() => {
        const [a, b, c] = [ones([2]), ones([2]), ones([2])];
        return { list: [add(a, b), b], inner: { one: add(b, c) } };
      });
    });
    expect(added).toBe(3);
    expect(result!.list.map((tensor) => [...tensor.dataSync()])).toEqual([
      [2, 2],
      [1, 1],
    ]);
    expect(addedBy(() => dispose(result!))).toBe(-3);
  });

  it('hands a result on through scopes around it, and frees it with the outermost', () => {
    const added = addedBy(() => {
      scope(() => {
        const inner = scope(() => ones([2]));
        expect(inner.isDisposed).toBe(false);
        expect([...add(inner, 1).dataSync()]).toEqual([2, 2]);
      });
    });
    expect(added).toBe(0);
  });

  it('leaves alone what was made before it', () => {
    const before = ones([2]);
    scope(() => {
      add(before, 1);
    });
    expect(before.isDisposed).toBe(false);
    before.dispose();
  });

  it('frees everything when its body throws, and works again afterwards', () => {
    const added = addedBy(() => {
      const failing = (): Tensor =>
        scope(() => {
          ones([2]);
          scope(() => {
            ones([3]);
            throw new Error('halfway');
          });
          return ones([2]);
        });
      expect(failing).toThrow('halfway');
    });
    expect(added).toBe(0);
    expect(addedBy(() => scope(() => ones([2])).dispose())).toBe(0);
  });

  it('refuses a promise, and frees what was made for it', async () => {
    const added = addedBy(() => {
      const asynchronous = () => scope((() => Promise.resolve(ones([2]))) as unknown as () => Tensor);
      expect(asynchronous).toThrow(TypeError);
      expect(asynchronous).toThrow('scope: expected a function that returns at once');
    });
    expect(added).toBe(0);
    // A rejection beside the error must not end the process.
    expect(() => scope((() => Promise.reject(new Error('late'))) as unknown as () => Tensor)).toThrow(
      TypeError,
    );
    await new Promise((resolve) => setImmediate(resolve));
  });
});

describe('keep', () => {
  it('protects a tensor from the scopes around it', () => {
    let inner: Tensor | undefined;
    const added = addedBy(() => {
      scope(() => {
        scope(() => {
          inner = keep(ones([2]));
        });
      });
    });
    expect(added).toBe(1);
    expect([...inner!.dataSync()]).toEqual([1, 1]);
    dispose(inner!);
  });
});

describe('memory', () => {
  tensorTest('counts tensors and bytes', () => {
    const { tensors, bytes } = memory();
    zeros([10, 5]);
    expect(memory()).toEqual({ tensors: tensors + 1, bytes: bytes + 200 });
  });
});

describe('read', () => {
  it('brings the numbers of all tensors to the host, in their order', async () => {
    const tensors = [ones([2]), zeros([1, 3]), ones([2], 'int32')];
    const numbers = await read(tensors);
    expect(numbers.map((values) => [...values])).toEqual([
      [1, 1],
      [0, 0, 0],
      [1, 1],
    ]);
    expect(numbers[2]).toBeInstanceOf(Int32Array);
    dispose(tensors);
    expect(await read([])).toEqual([]);
  });
});
