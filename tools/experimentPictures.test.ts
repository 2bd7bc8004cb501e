import { InputError } from '@reprise/core/errors';
import { describe, expect, it } from 'vitest';
import { drawRanges, valueAt, type PictureOfRanges } from './experimentPictures.ts';

const picture: PictureOfRanges = {
  file: 'docs/picture.svg',
  title: 'BLEU by length',
  xLabel: 'words',
  yLabel: 'BLEU',
  ranges: 'evaluation.byLength',
  y: 'bleu.score',
  samples: 'sentences',
  lines: [
    { experiment: 'a', label: 'attention' },
    { experiment: 'f', label: 'fixed' },
  ],
};

/** A result as it stands in its file: BLEU for up to 5 words, 6 to 9, 10, and more. */
function result(scores: readonly (number | undefined)[], sentences = [7, 40, 30, 2]): unknown {
  const byLength = scores.map((score, index) => ({
    from: [0, 6, 10, 11][index],
    to: [5, 9, 10, Infinity][index],
    sentences: sentences[index],
    bleu: score === undefined ? undefined : { score },
  }));
  return JSON.parse(JSON.stringify({ evaluation: { byLength } }));
}

function draw(results: Readonly<Record<string, unknown>>, options: Partial<PictureOfRanges> = {}) {
  return drawRanges({ ...picture, ...options }, (experiment) => results[experiment]);
}

/** The height above the lowest of all points, one for each point, line by line. */
function heights(svg: string): number[][] {
  const paths = [...svg.matchAll(/aria-label="line"[^>]*>\s*<path[^>]* d="([^"]*)"/gu)];
  const ys = paths.map(([, d = '']) => [...d.matchAll(/,(-?[\d.]+)/gu)].map(([, y]) => Number(y)));
  const lowest = Math.max(...ys.flat());
  return ys.map((line) => line.map((y) => lowest - y));
}

describe('drawRanges', () => {
  it('draws the values of each experiment in proportion, from zero', async () => {
    const [attention, fixed] = heights(
      await draw({ a: result([40, 36, 34, 30]), f: result([40, 30, 20, 0]) }),
    );
    for (const [index, value] of [40, 36, 34, 30].entries()) {
      expect(attention![index]! / attention![0]!).toBeCloseTo(value / 40, 3);
    }
    expect(fixed!.map((height) => Math.round((40 * height) / attention![0]!))).toEqual([40, 30, 20, 0]);
  });

  it('says each range, the samples in it, and what the lines and axes are', async () => {
    const svg = await draw({ a: result([40, 36, 34, 30]), f: result([40, 30, 20, 0]) });
    const texts = [...svg.matchAll(/>([^<>\n]+)</gu)].map(([, text]) => text);
    for (const text of ['up to 5', '6–9', '10', '11+', 'n = 7', 'n = 40', 'n = 30', 'n = 2'])
      expect(texts).toContain(text);
    for (const text of ['attention', 'fixed', 'words', 'BLEU', 'BLEU by length', '0'])
      expect(texts).toContain(text);
  });

  it('leaves a gap where a range has no value', async () => {
    const svg = await draw({ a: result([40, undefined, 34, 30]), f: result([40, 30, 20, 10]) });
    expect(heights(svg).map(({ length }) => length)).toEqual([3, 4]);
  });

  it('names the experiments that have no result', async () => {
    await expect(draw({})).rejects.toThrow(new InputError('expected a result of a and f, found none.'));
    await expect(draw({ a: result([1]) })).rejects.toThrow('expected a result of f, found none.');
  });

  it('does not draw side by side what was cut differently, or tested on other sentences', async () => {
    const a = result([40, 36, 34, 30]);
    const message = /same ranges with the same n .* those of a and f differ/u;
    await expect(draw({ a, f: result([40, 36]) })).rejects.toThrow(message);
    await expect(draw({ a, f: result([40, 36, 34, 30], [7, 40, 30, 3]) })).rejects.toThrow(message);
  });

  it('names the path that leads nowhere', async () => {
    const results = { a: result([1]), f: result([1]) };
    await expect(draw(results, { ranges: 'evaluation.byLenght' })).rejects.toThrow(
      'a: expected a list at evaluation.byLenght, found none.',
    );
    await expect(draw(results, { y: 'bleu.scor' })).rejects.toThrow(/finite value .* "attention" has none/u);
  });
});

it('valueAt follows names through objects, to undefined where there is nothing', () => {
  const json: unknown = { a: { b: 0, c: null } };
  expect(valueAt(json, 'a.b')).toBe(0);
  expect(valueAt(json, 'a.c')).toBeNull();
  for (const path of ['a.d', 'a.c.d', 'x.y.z']) expect(valueAt(json, path)).toBeUndefined();
});
