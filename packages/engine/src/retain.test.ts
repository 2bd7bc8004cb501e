import { beforeAll, describe, expect, it } from 'vitest';
import { add, memory, retain, scalar, scope, startEngine, type Retained, type Tensor } from './index.ts';

beforeAll(() => startEngine());

/** Holds its tensor where no walk over the value finds it. */
class Holder {
  readonly #tensor: Tensor;

  constructor(tensor: Tensor) {
    this.#tensor = tensor;
  }

  read(): number {
    return this.#tensor.dataSync()[0] as number;
  }
}

describe('retain', () => {
  it('keeps what was made, through scopes and awaits, until it is freed', async () => {
    const before = memory().tensors;
    let held: Retained<Holder> | undefined;
    scope(() => {
      held = retain(() => new Holder(scalar(7)));
    });
    await Promise.resolve();
    expect(held?.value.read()).toBe(7);
    held?.free();
    expect(() => held?.value.read()).toThrow(/disposed/);
    expect(memory().tensors).toBe(before);
  });

  it('does not keep what a scope inside frees, and leaves alone what was there before', () => {
    const outer = scalar(1);
    const before = memory().tensors;
    const held = retain(() => new Holder(scope(() => add(outer, add(outer, 1)))));
    expect(memory().tensors).toBe(before + 1);
    held.free();
    expect(memory().tensors).toBe(before);
    expect(outer.dataSync()[0]).toBe(1);
    outer.dispose();
  });

  it('frees everything when the body throws', () => {
    const before = memory().tensors;
    expect(() =>
      retain(() => {
        scalar(1);
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(memory().tensors).toBe(before);
  });
});
