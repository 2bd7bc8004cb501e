import { tensor3d, type Tensor3D } from '@reprise/engine';

/** A copy of [batch, time, features] in which `change` may edit the rows of each sequence. */
function editRows(xs: Tensor3D, change: (rows: number[][], sequence: number) => number[][]): Tensor3D {
  return tensor3d(xs.arraySync().map(change), xs.shape);
}

/** Each sequence from its last real step to its first; the padding stays behind it. */
export function flip(xs: Tensor3D, lengths: readonly number[]): Tensor3D {
  return editRows(xs, (rows, sequence) => {
    const length = lengths[sequence] as number;
    return [...rows.slice(0, length).reverse(), ...rows.slice(length)];
  });
}

/** The same sequences with `value` in their padding. */
export function fillPadding(xs: Tensor3D, lengths: readonly number[], value: number): Tensor3D {
  return editRows(xs, (rows, sequence) =>
    rows.map((row, time) => (time < (lengths[sequence] as number) ? row : row.map(() => value))),
  );
}

/** Every number that stands in padding. */
export function paddingOf(xs: Tensor3D, lengths: readonly number[]): number[] {
  return xs.arraySync().flatMap((rows, sequence) => rows.slice(lengths[sequence]).flat());
}
