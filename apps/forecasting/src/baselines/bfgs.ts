/** A function to minimise: returns its value at `x` and writes its gradient there; Infinity or NaN: not allowed. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

export interface Minimum {
  readonly x: Float64Array;
  readonly value: number;
  readonly iterations: number;
}

export interface MinimizeOptions {
  readonly maxIterations?: number;
  /** a step that lowers the value by less ends the search */
  readonly tolerance?: number;
}

/** Weak Wolfe conditions: how much of the expected decrease a step must bring, and how much of the slope may stay. */
const SUFFICIENT_DECREASE = 1e-4;
const REMAINING_SLOPE = 0.9;
const LONGEST_LINE_SEARCH = 30;

/** The first step has no curvature to go by. */
const FIRST_STEP = 0.5;

/**
 * A local minimum by the quasi-Newton method of Broyden, Fletcher, Goldfarb and Shanno (Nocedal and Wright 2006,
 * algorithm 6.1), with the bisecting line search of Lewis and Overton (2013), which bears values that are not finite.
 *
 * @param start where the function is finite
 */
export function minimize(
  objective: Objective,
  start: Float64Array,
  { maxIterations = 200, tolerance = 1e-7 }: MinimizeOptions = {},
): Minimum {
  const size = start.length;
  let point = evaluate(objective, start.slice());
  let inverse = identity(size, FIRST_STEP / Math.max(norm(point.gradient), Number.MIN_VALUE));
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    let direction = product(inverse, point.gradient).map((value) => -value);
    if (!(dot(direction, point.gradient) < 0)) {
      // Rounding has spoilt the curvature: go straight down.
      inverse = identity(size, FIRST_STEP / Math.max(norm(point.gradient), Number.MIN_VALUE));
      direction = product(inverse, point.gradient).map((value) => -value);
    }
    const next = searchLine(objective, point, direction);
    if (next === undefined) return { x: point.x, value: point.value, iterations: iteration };
    const step = next.x.map((value, index) => value - (point.x[index] as number));
    const change = next.gradient.map((value, index) => value - (point.gradient[index] as number));
    const curvature = dot(step, change);
    const decrease = point.value - next.value;
    point = next;
    if (decrease < tolerance) return { x: point.x, value: point.value, iterations: iteration + 1 };
    if (curvature > 0) {
      if (iteration === 0) inverse = identity(size, curvature / dot(change, change));
      update(inverse, step, change, curvature);
    }
  }
  return { x: point.x, value: point.value, iterations: maxIterations };
}

interface Point {
  readonly x: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
}

function evaluate(objective: Objective, x: Float64Array): Point {
  const gradient = new Float64Array(x.length);
  return { x, value: objective(x, gradient), gradient };
}

/** @returns undefined where no step along the direction lowers the value */
function searchLine(objective: Objective, from: Point, direction: Float64Array): Point | undefined {
  const slope = dot(direction, from.gradient);
  let [low, high, length] = [0, Infinity, 1];
  let best: Point | undefined;
  for (let trial = 0; trial < LONGEST_LINE_SEARCH; trial++) {
    const at = length;
    const point = evaluate(
      objective,
      from.x.map((value, index) => value + at * (direction[index] as number)),
    );
    if (!(point.value <= from.value + SUFFICIENT_DECREASE * length * slope)) {
      high = length;
    } else {
      best = point;
      if (dot(direction, point.gradient) >= REMAINING_SLOPE * slope) return point;
      low = length;
    }
    length = high === Infinity ? 2 * low : (low + high) / 2;
  }
  return best;
}

/** inverse += the two rank-one terms of the BFGS formula, so that inverse · change = step. */
function update(inverse: Float64Array, step: Float64Array, change: Float64Array, curvature: number): void {
  const size = step.length;
  const mapped = product(inverse, change);
  const scale = (1 + dot(change, mapped) / curvature) / curvature;
  for (let row = 0; row < size; row++) {
    const stepRow = step[row] as number;
    const mappedRow = mapped[row] as number;
    for (let column = 0; column < size; column++) {
      const stepColumn = step[column] as number;
      const index = row * size + column;
      inverse[index] =
        (inverse[index] as number) +
        scale * stepRow * stepColumn -
        (mappedRow * stepColumn + stepRow * (mapped[column] as number)) / curvature;
    }
  }
}

function identity(size: number, scale: number): Float64Array {
  const matrix = new Float64Array(size * size);
  for (let index = 0; index < size; index++) matrix[index * size + index] = scale;
  return matrix;
}

function product(matrix: Float64Array, vector: Float64Array): Float64Array {
  const size = vector.length;
  return vector.map((_, row) => {
    let sum = 0;
    for (let column = 0; column < size; column++) {
      sum += (matrix[row * size + column] as number) * (vector[column] as number);
    }
    return sum;
  });
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += (a[index] as number) * (b[index] as number);
  return sum;
}

function norm(vector: Float64Array): number {
  return Math.sqrt(dot(vector, vector));
}
