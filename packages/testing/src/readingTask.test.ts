import { describe, expect, it } from 'vitest';
import { READING_FEATURES, READING_LETTERS, readingTask } from './readingTask.ts';

describe('readingTask', () => {
  const examples = readingTask(1, 300);

  it('has words of all lengths and letters, each letter over some frames', () => {
    expect([...new Set(examples.map(({ labels }) => labels.length))].sort()).toEqual([1, 2, 3, 4, 5]);
    const letters = new Set(examples.flatMap(({ labels }) => labels));
    expect([...letters].sort()).toEqual(Array.from({ length: READING_LETTERS }, (_, at) => at + 1));
    for (const { frames, labels } of examples) {
      const repeats = labels.filter((label, at) => label === labels[at - 1]).length;
      expect(frames.length).toBeGreaterThanOrEqual(2 * labels.length + repeats);
      expect(frames.length).toBeLessThanOrEqual(6 * labels.length);
      expect(frames.every((frame) => frame.length === READING_FEATURES)).toBe(true);
    }
  });

  it('is a function of the seed and the example’s number', () => {
    expect(readingTask(1, 20)).toEqual(examples.slice(0, 20));
    expect(readingTask(2, 20)).not.toEqual(examples.slice(0, 20));
  });
});
