import { InputError } from '@reprise/core/errors';
import { describe, expect, it } from 'vitest';
import type { Ink } from '../ink.ts';
import { readSvg } from './readSvg.ts';

function pointsOf(body: string, attributes = ''): number[][][] {
  const [ink] = readSvg(`<svg xmlns="http://www.w3.org/2000/svg" ${attributes}>${body}</svg>`, 'a.svg') as [
    Ink,
  ];
  return ink.strokes.map(({ x, y }) => Array.from(x, (at, index) => [at, y[index] as number]));
}

describe('pictures of others', () => {
  it.each([
    [
      'lines',
      'M1 2L3 4 5,6',
      [
        [
          [1, 2],
          [3, 4],
          [5, 6],
        ],
      ],
    ],
    [
      'relative lines, numbers without spaces',
      'm1-2l.5.5-1-1',
      [
        [
          [1, -2],
          [1.5, -1.5],
          [0.5, -2.5],
        ],
      ],
    ],
    [
      'more pairs after a move',
      'M1 2 3 4m1 1 1 0',
      [
        [
          [1, 2],
          [3, 4],
        ],
        [
          [4, 5],
          [5, 5],
        ],
      ],
    ],
    [
      'across and down',
      'M1 2H5V7h-1v-2',
      [
        [
          [1, 2],
          [5, 2],
          [5, 7],
          [4, 7],
          [4, 5],
        ],
      ],
    ],
    [
      'a closed shape, and on from its start',
      'M1 2h2v2zl1 1',
      [
        [
          [1, 2],
          [3, 2],
          [3, 4],
          [1, 2],
        ],
        [
          [1, 2],
          [2, 3],
        ],
      ],
    ],
    [
      'a dot, but not a move',
      'M1 2zM3 4M5 6L7 8',
      [
        [[1, 2]],
        [
          [5, 6],
          [7, 8],
        ],
      ],
    ],
    [
      'exponents',
      'M1e2,-2E-1L3e+1 4',
      [
        [
          [100, -0.2],
          [30, 4],
        ],
      ],
    ],
  ])('%s', (_, d, strokes) => {
    expect(pointsOf(`<path d="${d}"/>`)).toEqual(strokes);
  });

  it('curves, by the equation of Bézier', () => {
    const at = (s: number, ...p: number[]) =>
      (1 - s) ** 3 * p[0]! + 3 * s * (1 - s) ** 2 * p[1]! + 3 * s ** 2 * (1 - s) * p[2]! + s ** 3 * p[3]!;
    const [curve = []] = pointsOf('<path d="M0 10C1 20 5 30 9 0"/>');
    expect(curve.length).toBe(13);
    for (const [index, [x, y]] of curve.entries()) {
      expect(x).toBeCloseTo(at(index / 12, 0, 1, 5, 9));
      expect(y).toBeCloseTo(at(index / 12, 10, 20, 30, 0));
    }
    expect(pointsOf('<path d="M0 10c1 10 5 20 9-10"/>')[0]).toEqual(curve);
    // A quadratic one is halfway at a quarter of its ends and half of its control point.
    const [quadratic = []] = pointsOf('<path d="M0 0Q4 8 12 0T24 0"/>');
    expect(quadratic[6]?.[0]).toBeCloseTo(0.25 * 12 + 0.5 * 4);
    expect(quadratic[6]?.[1]).toBeCloseTo(4);
    // T mirrors the control point, to (20, -8).
    expect(quadratic[18]?.[0]).toBeCloseTo(0.25 * 12 + 0.5 * 20 + 0.25 * 24);
    expect(quadratic[18]?.[1]).toBeCloseTo(-4);
    const smooth = pointsOf('<path d="M0 0C0 1 2 3 4 4S8 9 9 9"/>');
    const written = pointsOf('<path d="M0 0C0 1 2 3 4 4C6 5 8 9 9 9"/>');
    expect(smooth).toEqual(written);
  });

  it('polylines, polygons and lines, in their order; other shapes and definitions are not strokes', () => {
    const body =
      '<defs><path d="M9 9h9"/></defs><line x1="1" x2="2" y2="3"/><g><polyline points="1,2 3,4"/></g>' +
      '<circle r="4"/><polygon points="0 0 1 0 1 1"/><text>M1 1h5</text>';
    expect(pointsOf(body)).toEqual([
      [
        [1, 0],
        [2, 3],
      ],
      [
        [1, 2],
        [3, 4],
      ],
      [
        [0, 0],
        [1, 0],
        [1, 1],
        [0, 0],
      ],
    ]);
  });

  it.each([
    ['translate(10,20)', [11, 22]],
    ['translate(10)', [11, 2]],
    ['scale(2 3)', [2, 6]],
    ['scale(2)', [2, 4]],
    ['rotate(90)', [-2, 1]],
    ['rotate(90 1 2)', [1, 2]],
    ['skewX(45)', [3, 2]],
    ['matrix(1 2 3 4 5 6)', [12, 16]],
    ['translate(10 0) scale(2)', [12, 4]],
  ])('transformed by %s', (transform, [x, y]) => {
    const [[point]] = pointsOf(`<g transform="${transform}"><polyline points="1 2 0 0"/></g>`) as [
      [number[]],
    ];
    expect(point[0]).toBeCloseTo(x as number);
    expect(point[1]).toBeCloseTo(y as number);
  });

  it('transforms one in another, the outer last', () => {
    expect(pointsOf('<g transform="scale(2)"><path transform="translate(1 1)" d="M1 2h1"/></g>')).toEqual([
      [
        [4, 6],
        [6, 6],
      ],
    ]);
  });
});

describe('what is refused, with its place', () => {
  it.each([
    ['other XML', '<html></html>', 'a.svg: expected SVG, got <html>'],
    ['no strokes', '<svg><circle/></svg>', 'a.svg: expected points of a pen, got none'],
    ['an end that is missing', '<svg>\n<g>\n</svg>', 'a.svg, line 2: <g> is not closed'],
    ['half a file', '<svg>\n<path d="M1 1h1"/>\n', 'a.svg, line 1: <svg> is not closed'],
    [
      'an arc',
      '<svg>\n<path d="M1 1A2 2 0 0 1 3 3"/></svg>',
      'a.svg, line 2: expected one of M L H V C S Q T Z, got "A2',
    ],
    ['no number', '<svg><path d="M1 1L"/></svg>', 'expected more numbers at the end'],
    ['half a point', '<svg><path d="M1 1L 3 M 4 4"/></svg>', 'expected more numbers before "M 4 4"'],
    ['no command', '<svg><path d="1 1"/></svg>', 'expected a command before the number "1 1"'],
    ['no move', '<svg><path d="L1 1"/></svg>', 'expected path data to begin with M'],
    ['NaN', '<svg><path d="M1 NaN"/></svg>', 'expected more numbers before "NaN"'],
    ['too large', '<svg><path d="M1 1e999h1"/></svg>', 'expected finite numbers, got x 1 and y Infinity'],
    ['an odd list', '<svg><polyline points="1 2 3"/></svg>', 'expected pairs of x and y, got 3 numbers'],
    ['words', '<svg><polyline points="1 b"/></svg>', 'expected numbers, got "b"'],
    [
      'a transform',
      '<svg><g transform="spin(3)"/></svg>',
      'expected a transform such as translate(1 2), got "spin(3)"',
    ],
    ['times of others', '<svg><path d="M1 1h1" data-t="0"/></svg>', 'expected a time for each of 2 points'],
    ['a million points', `<svg><path d="M0 0${'h1'.repeat(1e6)}"/></svg>`, 'expected at most 100000 points'],
    ['a million elements in each other', '<svg>' + '<g>'.repeat(1e6), 'expected elements at most 200 deep'],
  ])('%s', (_, text, message) => {
    expect(() => readSvg(text, 'a.svg')).toThrow(InputError);
    expect(() => readSvg(text, 'a.svg')).toThrow(message);
  });
});
