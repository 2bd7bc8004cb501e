import { svgToPng } from '@reprise/app/pictures';
import { inkAtBorder, parseSvg, textsOf } from '@reprise/testing/pictures';
import { describe, expect, it } from 'vitest';
import { attentionPicture } from './attentionPicture.ts';
import { inkRuns, weightRuns } from './attentionRuns.ts';

const strokes = [
  { x: Float64Array.of(0, 10, 20), y: Float64Array.of(0, 10, 0) },
  { x: Float64Array.of(30, 40, 50), y: Float64Array.of(0, 10, 0) },
];
const characters = ['a', ' ', 'b'];
const weights = [
  [1, 0, 0],
  [1, 0.5, 0],
  [0.2, 1, 0],
  [0, 1, 0.4],
  [0, 0, 2],
  [0, 0, 2],
];

const numberOf = (element: { getAttribute(name: string): string | null }, name: string) =>
  Number(element.getAttribute(name));

describe('attentionPicture', () => {
  it('has a row for each character, and a rectangle for each run of equal weight', async () => {
    const root = parseSvg(await attentionPicture({ characters, weights, strokes }));
    const texts = textsOf(root, 'text');
    expect(texts).toEqual(expect.arrayContaining(['a', '␣', 'b', 'points of the pen']));
    const cells = [...root.querySelectorAll('rect')].filter((rect) => rect.querySelector('title') !== null);
    const found = cells.map((cell) => cell.querySelector('title')!.textContent);
    expect(found).toEqual([
      'a, points 1 to 2: 50 % of the most',
      'a, points 3 to 3: 10 % of the most',
      '␣, points 2 to 2: 25 % of the most',
      '␣, points 3 to 4: 50 % of the most',
      'b, points 4 to 4: 20 % of the most',
      'b, points 5 to 6: 100 % of the most',
    ]);
    const [first, , , third, , last] = cells;
    const column = numberOf(first!, 'width') / 2;
    expect(numberOf(third!, 'x') - numberOf(first!, 'x')).toBeCloseTo(2 * column, 6);
    expect(numberOf(last!, 'y') - numberOf(first!, 'y')).toBeCloseTo(2 * numberOf(first!, 'height'), 6);
    expect(last!.getAttribute('fill')).toBe('rgb(10, 42, 82)');
  });

  it('leads from where each character is first looked at to where the pen was', async () => {
    const root = parseSvg(await attentionPicture({ characters, weights, strokes }));
    const links = [...root.querySelectorAll('[aria-label=link] path')].map((path) =>
      path
        .getAttribute('d')!
        .match(/-?[\d.]+/g)!
        .map(Number),
    );
    const guides = links.slice(-3);
    const [a, space, b] = guides.map(([x1, , x2]) => ({ x1: x1!, x2: x2! }));
    // Points 1, 3 and 5 of 6, whose places are at 0, 20 and 40 of 50.
    const mapWidth = (space!.x1 - a!.x1) * 3;
    expect(b!.x1 - a!.x1).toBeCloseTo((mapWidth * 4) / 6, 3);
    expect((space!.x2 - a!.x2) / (b!.x2 - a!.x2)).toBeCloseTo(0.5, 6);
  });

  it('colours the ink by the character looked at, without gaps', () => {
    const runs = inkRuns(strokes, [0, 0, 1, 1, 2, 2]);
    expect(runs.map(({ run, point, character }) => [run, point, character])).toEqual([
      [0, 0, 0],
      [0, 1, 0],
      [0, 2, 0],
      [1, 2, 1],
      [2, 3, 1],
      [2, 4, 1],
      [3, 4, 2],
      [3, 5, 2],
    ]);
  });

  it('stays small for a long text', async () => {
    const [points, count] = [900, 60];
    const long = Array.from({ length: points }, (_, point) =>
      Array.from({ length: count }, (_, at) => Math.exp(-((at - (point * count) / points) ** 2))),
    );
    expect(weightRuns(long, count).length).toBeLessThan(0.15 * points * count);
    const x = Float64Array.from({ length: points }, (_, at) => at);
    const svg = await attentionPicture({
      characters: Array.from({ length: count }, (_, at) => (at % 6 === 5 ? ' ' : '<&ä雪m'.charAt(at % 5))),
      weights: long,
      strokes: [{ x, y: x.map((at) => 8 * Math.sin(at)) }],
      title: 'A long text that was written & looked at, one character after the other, with a title to match',
    });
    expect(svg.length).toBeLessThan(1.5e6);
    expect(await inkAtBorder(svg, svgToPng)).toBe(0);
  });

  it.each([
    ['another number of points', { weights: weights.slice(1) }, /3 characters, 5 rows for 6 points/],
    ['another number of characters', { characters: ['a', 'b'] }, /expected 2 weights of at least 0 at each/],
    ['a weight below 0', { weights: [...weights.slice(1), [0, -1, 0]] }, /got 0, -1, 0 at point 6/],
    ['no weight at all', { weights: weights.map(() => [0, 0, 0]) }, /expected weights above 0, got none/],
    ['no characters', { characters: [], weights: weights.map(() => []) }, /0 characters/],
  ])('refuses %s', async (_, changed, message) => {
    await expect(attentionPicture({ characters, weights, strokes, ...changed })).rejects.toThrow(message);
  });
});
