import { svgToPng } from '@reprise/app/pictures';
import { inkAtBorder, parseSvg, textsOf } from '@reprise/testing/pictures';
import { describe, expect, it } from 'vitest';
import { alignmentPicture } from './alignmentPicture.ts';

const LONG = [
  'Donaudampfschifffahrtsgesellschaft',
  'of',
  'internationalization',
  '(العالم)',
  'MAMMOGRAMS',
  'a',
];

function words(count: number): string[] {
  return Array.from({ length: count }, (_, index) => LONG[index % LONG.length]!);
}

function diagonal(rows: number, columns: number): number[][] {
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_, column) => (column === row % columns ? 1 : 0)),
  );
}

function parse(svg: string) {
  const root = parseSvg(svg);
  return {
    root,
    cells: [...root.querySelectorAll('[aria-label=cell] rect')],
    source: textsOf(root, '[aria-label="x-axis tick label"] text'),
    target: textsOf(root, '[aria-label="y-axis tick label"] text'),
  };
}

function luminance(fill: string): number {
  const [red = 0, green = 0, blue = 0] = (fill.match(/\d+/g) ?? []).map(Number);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

describe('alignmentPicture', () => {
  const weights = [
    [0.75, 0.25, 0],
    [0, 1, 0],
    [0.5, 0.3, 0.2],
    [0, 0, 1],
  ];
  const source = ['A', 'dog', 'dog'];
  const target = ['Un', 'chien', 'court', 'vite'];

  it('has a cell for each pair of words, source along the top and target down the side', async () => {
    const picture = parse(await alignmentPicture({ source, target, weights }));
    expect(picture.source).toEqual(source);
    expect(picture.target).toEqual(target);
    expect(picture.cells).toHaveLength(12);
    const cell = picture.cells.find((rect) => rect.textContent === 'court ← A: 50 %')!;
    const corner = picture.cells[0]!;
    expect(Number(cell.getAttribute('x'))).toBe(Number(corner.getAttribute('x')));
    const side = Number(corner.getAttribute('width'));
    expect(Number(corner.getAttribute('height'))).toBe(side);
    expect(Number(cell.getAttribute('y')) - Number(corner.getAttribute('y'))).toBe(2 * side);
  });

  it('is white at 0 and the darker the more weight', async () => {
    const { cells } = parse(await alignmentPicture({ source, target, weights }));
    const fills = cells.map((rect) => rect.getAttribute('fill')!);
    const flat = weights.flat();
    expect(fills[flat.indexOf(0)]).toBe('rgb(255, 255, 255)');
    expect(luminance(fills[flat.indexOf(1)]!)).toBeLessThan(50);
    const byWeight = [0, 0.2, 0.25, 0.3, 0.5, 0.75, 1].map((weight) =>
      luminance(fills[flat.indexOf(weight)]!),
    );
    expect(byWeight).toEqual([...new Set(byWeight)].sort((a, b) => b - a));
  });

  it('names itself for those who do not see it', async () => {
    const svg = await alignmentPicture({ source, target, weights, title: 'Dogs & <cats>' });
    const named = parse(svg).root;
    expect(named.getAttribute('role')).toBe('img');
    expect(svg).toContain('aria-label="Dogs &amp; &lt;cats&gt;"');
    expect(named.querySelector('title')!.textContent).toBe('Dogs & <cats>');
    const unnamed = parse(await alignmentPicture({ source, target, weights })).root;
    expect(unnamed.getAttribute('aria-label')).toBe('Alignment of “Un chien court vite” with “A dog dog”');
  });

  it('stays well-formed whatever the words are', async () => {
    const odd = ['<b>', '&amp;', '"\'', '\u0000\u001b', '\uD800', '', ']]>', '\uFFFE'];
    const svg = await alignmentPicture({
      source: odd,
      target: odd,
      weights: diagonal(8, 8),
      title: odd.join(' '),
    });
    const shown = ['<b>', '&amp;', '"\'', '\uFFFD\uFFFD', '\uFFFD', '␣', ']]>', '\uFFFD'];
    expect(parse(svg).source).toEqual(shown);
    // The renderer's XML parser is a strict one.
    await expect(svgToPng(svg)).resolves.toBeInstanceOf(Uint8Array);
  });

  it.each([
    [1, 1, undefined],
    [3, 4, 'A title that is a good deal longer than the picture is wide'],
    [12, 14, 'A title'],
    [35, 40, undefined],
    [40, 3, 'Supercalifragilisticexpialidocious'.repeat(5)],
  ])('cuts off nothing of %i by %i long words', async (columns, rows, title) => {
    const svg = await alignmentPicture({
      source: words(columns),
      target: words(rows),
      weights: diagonal(rows, columns),
      ...(title === undefined ? {} : { title }),
    });
    expect(parse(svg).cells).toHaveLength(rows * columns);
    expect(await inkAtBorder(svg, svgToPng)).toBe(0);
  });

  it('refuses weights of another shape, and a side without words', async () => {
    await expect(alignmentPicture({ source, target, weights: weights.slice(1) })).rejects.toThrow(
      /alignmentPicture: expected a row of weights for each of 4 target entries, got 3/,
    );
    await expect(alignmentPicture({ source, target: [], weights: [] })).rejects.toThrow(
      /3 source and 0 target/,
    );
  });
});
