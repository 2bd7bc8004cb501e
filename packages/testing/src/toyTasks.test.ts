import { describe, expect, it } from 'vitest';
import { copyTask, reverseTask, sortTask, toyVocabSize } from './toyTasks.ts';

describe('toy tasks', () => {
  it('have the target that their name says', () => {
    for (const { source, target } of copyTask(1, 50)) expect(target).toEqual(source);
    for (const { source, target } of reverseTask(1, 50)) expect([...target].reverse()).toEqual(source);
    for (const { source, target } of sortTask(1, 50)) {
      expect([...source].sort((a, b) => a - b)).toEqual(target);
      expect(target.every((id, index) => index === 0 || target[index - 1]! <= id)).toBe(true);
    }
    expect(sortTask(1, 50).some(({ source, target }) => String(source) !== String(target))).toBe(true);
  });

  it('are functions of the seed and the example’s number', () => {
    expect(copyTask(1, 20)).toEqual(copyTask(1, 50).slice(0, 20));
    expect(copyTask(2, 20)).not.toEqual(copyTask(1, 20));
    expect(sortTask(1, 20).map(({ source }) => source)).toEqual(copyTask(1, 20).map(({ source }) => source));
  });

  it('use all lengths and all ids but the special ones', () => {
    const options = { symbols: 5, minLength: 2, maxLength: 4 };
    const examples = copyTask(3, 300, options);
    expect([...new Set(examples.map(({ source }) => source.length))].sort()).toEqual([2, 3, 4]);
    expect([...new Set(examples.flatMap(({ source }) => source))].sort()).toEqual([4, 5, 6, 7, 8]);
    expect(toyVocabSize(options)).toBe(9);
  });
});
