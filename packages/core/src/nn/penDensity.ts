/**
 * The distribution of one step of a pen: a mixture of bivariate normal distributions over the offset, and apart from it
 * what the pen does. All lists but `pen` have an entry for each component.
 */
export interface PenMixture {
  /** they add up to 1 */
  readonly weights: Float64Array;
  readonly meanX: Float64Array;
  readonly meanY: Float64Array;
  readonly deviationX: Float64Array;
  readonly deviationY: Float64Array;
  readonly correlation: Float64Array;
  /** probabilities of {@link PenStep.pen}: two in stroke-3, three in stroke-5 */
  readonly pen: Float64Array;
}

/** One step of a pen. */
export interface PenStep {
  readonly dx: number;
  readonly dy: number;
  /** after it: 0 the pen stays down, 1 it is lifted. 2: the drawing is over, and the offset counts nothing. */
  readonly pen: number;
}

/** The mean offset. */
export function penMean({ weights, meanX, meanY }: PenMixture): Pick<PenStep, 'dx' | 'dy'> {
  const mean = (means: Float64Array): number =>
    means.reduce((sum, value, index) => sum + (weights[index] as number) * value, 0);
  return { dx: mean(meanX), dy: mean(meanY) };
}

/** The logarithm, in nats, of a step's density: of offset and pen, or of the pen alone where the drawing is over. */
export function penLogDensity(mixture: PenMixture, { dx, dy, pen }: PenStep): number {
  const penNats = Math.log(mixture.pen[pen] as number);
  return pen === 2 ? penNats : penNats + offsetLogDensity(mixture)(dx, dy);
}

/** A rectangle of offsets, cut into cells. */
export interface PenGrid {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly columns: number;
  readonly rows: number;
}

/** The density of the offset at the middle of each cell, [rows · columns], per unit of area: for a picture of it. */
export function penDensity(mixture: PenMixture, grid: PenGrid): Float64Array {
  const { left, top, width, height, columns, rows } = grid;
  const logDensity = offsetLogDensity(mixture);
  return Float64Array.from({ length: rows * columns }, (_, cell) => {
    const dx = left + (width * ((cell % columns) + 0.5)) / columns;
    const dy = top + (height * (Math.floor(cell / columns) + 0.5)) / rows;
    return Math.exp(logDensity(dx, dy));
  });
}

/**
 * The logarithm of an offset's density, in nats, as a function for many offsets. It can also tell the components apart.
 * @returns a function of dx, dy and, if wanted, a list that gets log(weight · density) of each component
 */
export function offsetLogDensity(
  mixture: PenMixture,
): (dx: number, dy: number, components?: Float64Array) => number {
  const { weights, meanX, meanY, deviationX, deviationY, correlation } = mixture;
  const logs = new Float64Array(weights.length);
  const rest = correlation.map((rho) => (1 - rho) * (1 + rho));
  const logHeights = weights.map(
    (weight, k) =>
      Math.log(weight) -
      Math.log(2 * Math.PI * (deviationX[k] as number) * (deviationY[k] as number)) -
      Math.log(rest[k] as number) / 2,
  );
  return (dx, dy, components = logs) => {
    let greatest = -Infinity;
    for (let k = 0; k < logHeights.length; k++) {
      const zx = (dx - (meanX[k] as number)) / (deviationX[k] as number);
      const u = (dy - (meanY[k] as number)) / (deviationY[k] as number) - (correlation[k] as number) * zx;
      const value = (logHeights[k] as number) - 0.5 * (zx * zx + (u * u) / (rest[k] as number));
      components[k] = value;
      if (value > greatest) greatest = value;
    }
    if (greatest === -Infinity) return greatest;
    let sum = 0;
    for (let k = 0; k < logHeights.length; k++) sum += Math.exp((components[k] as number) - greatest);
    return greatest + Math.log(sum);
  };
}
