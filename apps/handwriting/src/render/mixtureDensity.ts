import type { PageBox } from './pageFrame.ts';

/** Where a network expects the pen next: a mixture of bivariate Gaussians (Graves 2013, equations 23 to 25). */
export interface PenMixture {
  /** one for each component, their sum 1 */
  readonly weights: ArrayLike<number>;
  /** places on the page, in the unit of the ink, y downwards */
  readonly meanX: ArrayLike<number>;
  readonly meanY: ArrayLike<number>;
  readonly deviationX: ArrayLike<number>;
  readonly deviationY: ArrayLike<number>;
  /** between -1 and 1 */
  readonly correlation: ArrayLike<number>;
}

/** Density over a part of the page, cell by cell. */
export interface PageDensity extends PageBox {
  readonly columns: number;
  readonly rows: number;
  /** row by row, at the middles of the cells, per square unit of the ink */
  readonly values: Float64Array;
}

/** Farther than so many deviations there is nothing to be seen. */
const REACH = 5;

/**
 * The mean density of pen places over a part of the page. What is sharper than a cell is spread over the cell, so that
 * nothing falls between two middles.
 *
 * @throws RangeError without mixtures or cells, or for a component that is no Gaussian
 */
export function mixtureDensity(
  mixtures: readonly PenMixture[],
  box: PageBox,
  { columns, rows }: { readonly columns: number; readonly rows: number },
): PageDensity {
  if (mixtures.length === 0 || !(columns >= 1 && rows >= 1 && box.width > 0 && box.height > 0)) {
    throw new RangeError(
      `mixtureDensity: expected mixtures and a page with cells, got ${mixtures.length} mixtures, ${columns} by ${rows} cells on ${box.width} by ${box.height}`,
    );
  }
  const density: PageDensity = { ...box, columns, rows, values: new Float64Array(columns * rows) };
  for (const mixture of mixtures) {
    for (let index = 0; index < mixture.weights.length; index++) addComponent(density, mixture, index);
  }
  for (let at = 0; at < density.values.length; at++) {
    density.values[at] = (density.values[at] as number) / mixtures.length;
  }
  return density;
}

function addComponent(density: PageDensity, mixture: PenMixture, index: number): void {
  const { left, top, columns, rows, values } = density;
  const [cellX, cellY] = [density.width / columns, density.height / rows];
  const of = (list: ArrayLike<number>) => list[index] ?? NaN;
  const [meanX, meanY, correlation] = [of(mixture.meanX), of(mixture.meanY), of(mixture.correlation)];
  const deviationX = Math.max(of(mixture.deviationX), 0.6 * cellX);
  const deviationY = Math.max(of(mixture.deviationY), 0.6 * cellY);
  const rest = 1 - correlation ** 2;
  if (!(rest > 0 && Number.isFinite(meanX + meanY + deviationX + deviationY))) {
    throw new RangeError(
      `mixtureDensity: expected finite means and deviations and a correlation between -1 and 1, got means ${meanX}, ${meanY}, deviations ${deviationX}, ${deviationY}, correlation ${correlation}`,
    );
  }
  const factor = of(mixture.weights) / (2 * Math.PI * deviationX * deviationY * Math.sqrt(rest));
  const firstRow = Math.max(0, Math.floor((meanY - REACH * deviationY - top) / cellY));
  const lastRow = Math.min(rows - 1, Math.floor((meanY + REACH * deviationY - top) / cellY));
  const firstColumn = Math.max(0, Math.floor((meanX - REACH * deviationX - left) / cellX));
  const lastColumn = Math.min(columns - 1, Math.floor((meanX + REACH * deviationX - left) / cellX));
  for (let row = firstRow; row <= lastRow; row++) {
    const y = (top + (row + 0.5) * cellY - meanY) / deviationY;
    for (let column = firstColumn; column <= lastColumn; column++) {
      const x = (left + (column + 0.5) * cellX - meanX) / deviationX;
      const squared = (x * x + y * y - 2 * correlation * x * y) / rest;
      const at = row * columns + column;
      values[at] = (values[at] as number) + factor * Math.exp(-squared / 2);
    }
  }
}
