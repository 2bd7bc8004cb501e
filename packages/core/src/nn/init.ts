import { concat, tensor2d, zeros, type Rng, type Tensor1D, type Tensor2D } from '@reprise/engine';

/** Makes a weight of shape [rows, columns]. */
export type Initializer = (rows: number, columns: number, rng: Rng) => Tensor2D;

/** Uniform in ±sqrt(6 / (rows + columns)) (Glorot and Bengio 2010). */
export const xavierUniform: Initializer = (rows, columns, rng) => {
  const bound = Math.sqrt(6 / (rows + columns));
  return rng.uniform([rows, columns], -bound, bound);
};

/** Normal with the given standard deviation. */
export function normalInit(standardDeviation: number): Initializer {
  return (rows, columns, rng) => rng.normal([rows, columns], 0, standardDeviation);
}

/**
 * Rows (or columns, whichever are fewer) that are orthonormal (Saxe et al. 2014), by modified Gram-Schmidt
 * in double precision on normal numbers.
 */
export const orthogonal: Initializer = (rows, columns, rng) => {
  const count = Math.min(rows, columns);
  const size = Math.max(rows, columns);
  const values = rng.normalValues(count * size);
  const basis: Float64Array[] = [];
  for (let index = 0; index < count; index++) {
    const vector = Float64Array.from(values.subarray(index * size, (index + 1) * size));
    for (const other of basis) {
      const overlap = dot(vector, other);
      for (let at = 0; at < size; at++) vector[at] = (vector[at] as number) - overlap * (other[at] as number);
    }
    const length = Math.sqrt(dot(vector, vector));
    basis.push(vector.map((value) => value / length));
  }
  const weight = new Float32Array(rows * columns);
  basis.forEach((vector, index) => {
    for (let at = 0; at < size; at++) {
      weight[rows <= columns ? index * columns + at : at * columns + index] = vector[at] as number;
    }
  });
  return tensor2d(weight, [rows, columns]);
};

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += (a[at] as number) * (b[at] as number);
  return sum;
}

/** A weight by the initialiser; zero, to be loaded, where there is no rng. */
export function draw(init: Initializer, rows: number, columns: number, rng: Rng | undefined): Tensor2D {
  return rng ? init(rows, columns, rng) : zeros([rows, columns]);
}

/** The weights of several gates one above the other, each drawn by itself: [gates · size, columns]. */
export function gatesOf(
  gates: number,
  size: number,
  columns: number,
  init: Initializer,
  rng: Rng | undefined,
): Tensor2D {
  if (!rng) return zeros([gates * size, columns]);
  const parts = Array.from({ length: gates }, (_, gate) => init(size, columns, rng.fold('gate', gate)));
  const weight = concat(parts, 0);
  parts.forEach((part) => {
    part.dispose();
  });
  return weight;
}

export function zeroBias(size: number): Tensor1D {
  return zeros([size]);
}
