import { InputError } from '@reprise/core/errors';

/** x' = a x + c y + e, y' = b x + d y + f. */
export type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

export const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0];

/** First `inner`, then `outer`. */
export function compose(outer: Matrix, inner: Matrix): Matrix {
  const [a, b, c, d, e, f] = outer;
  const [p, q, r, s, u, v] = inner;
  return [a * p + c * q, b * p + d * q, a * r + c * s, b * r + d * s, a * u + c * v + e, b * u + d * v + f];
}

/** Reads the attribute `transform` of SVG. @throws InputError where it is none */
export function readTransform(text: string, place: string): Matrix {
  const call = /\s*,?\s*(\w+)\s*\(([^()]*)\)/uy;
  const end = text.trimEnd().length;
  let matrix = IDENTITY;
  while (call.lastIndex < end) {
    const match = call.exec(text);
    const step = match === null ? undefined : matrixOf(match[1] ?? '', numbersOf(match[2] ?? ''));
    if (step === undefined || !step.every(Number.isFinite)) {
      throw new InputError(
        `${place}: expected a transform such as translate(1 2), got ${JSON.stringify(text.slice(0, 60))}`,
      );
    }
    matrix = compose(matrix, step);
  }
  return matrix;
}

function numbersOf(text: string): number[] {
  const words = text.trim();
  return words === '' ? [] : words.split(/\s*,\s*|\s+/u).map((word) => (word === '' ? NaN : Number(word)));
}

function matrixOf(name: string, values: readonly number[]): Matrix | undefined {
  const [first = NaN, second] = values;
  const radians = (first * Math.PI) / 180;
  switch (name) {
    case 'matrix':
      return values.length === 6 ? (values as unknown as Matrix) : undefined;
    case 'translate':
      return [1, 0, 0, 1, first, second ?? 0];
    case 'scale':
      return [first, 0, 0, second ?? first, 0, 0];
    case 'rotate': {
      const [, x = 0, y = 0] = values;
      const turn: Matrix = [
        Math.cos(radians),
        Math.sin(radians),
        -Math.sin(radians),
        Math.cos(radians),
        0,
        0,
      ];
      return compose(compose([1, 0, 0, 1, x, y], turn), [1, 0, 0, 1, -x, -y]);
    }
    case 'skewX':
      return [1, 0, Math.tan(radians), 1, 0, 0];
    case 'skewY':
      return [1, Math.tan(radians), 0, 1, 0, 0];
    default:
      return undefined;
  }
}
