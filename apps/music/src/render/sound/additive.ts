/** Frames a second, of everything that is computed and written here. */
export const SAMPLE_RATE = 44_100;

/** One sine of a sound. */
export interface Partial {
  /** whole periods in the loop, so that its end leads back to its beginning */
  readonly cycles: number;
  readonly amplitude: number;
  /** radians, at the beginning */
  readonly phase: number;
  /** seconds in which it has come to 63 % of its amplitude */
  readonly rise: number;
  /** how fast it fades before the loop: it is 1/e of what it was after 1/decay seconds */
  readonly decay: number;
}

/** A sound of one pitch: how it begins, and behind that a loop that goes on as long as a key is held. */
export interface Recording {
  readonly samples: Float32Array;
  /** index of the first sample of the loop, which ends with the samples */
  readonly loopStart: number;
}

export interface RecordingLength {
  /** samples before the loop */
  readonly beginning: number;
  /** samples of the loop */
  readonly loop: number;
}

/** Adds up the partials of a sound. What rises or fades in its beginning stays as it is in the loop. */
export function record(partials: readonly Partial[], { beginning, loop }: RecordingLength): Recording {
  const sum = new Float64Array(beginning + loop);
  for (const partial of partials) {
    const angle = (2 * Math.PI * partial.cycles) / loop;
    const level = addBeginning(sum.subarray(0, beginning), partial, angle);
    addSine(sum.subarray(beginning), level, partial.phase + beginning * angle, angle);
  }
  return { samples: Float32Array.from(sum), loopStart: beginning };
}

/**
 * A sine is the height of a point on a circle, which is turned by the same angle from sample to sample.
 *
 * @returns its amplitude behind the beginning
 */
function addBeginning(sum: Float64Array, { amplitude, phase, rise, decay }: Partial, angle: number): number {
  const [turnX, turnY] = [Math.cos(angle), Math.sin(angle)];
  const riseStep = rise === 0 ? 0 : Math.exp(-1 / (rise * SAMPLE_RATE));
  const decayStep = Math.exp(-decay / SAMPLE_RATE);
  let [x, y] = [Math.cos(phase), Math.sin(phase)];
  let [missing, level] = [rise === 0 ? 0 : 1, amplitude];
  for (let index = 0; index < sum.length; index++) {
    sum[index] = (sum[index] as number) + level * (1 - missing) * y;
    const turned = x * turnX - y * turnY;
    y = x * turnY + y * turnX;
    x = turned;
    missing *= riseStep;
    level *= decayStep;
  }
  return level * (1 - missing);
}

/**
 * Each sample follows from those one and two strides before: sin(a + b) = 2 cos(b) sin(a) - sin(a - b). Four of them
 * in a row do not wait for each other, and a long loop is most of what there is to compute.
 */
function addSine(sum: Float64Array, amplitude: number, phase: number, angle: number): void {
  const at = (index: number) => amplitude * Math.sin(phase + index * angle);
  const factor = 2 * Math.cos(4 * angle);
  let [a, b, c, d] = [at(0), at(1), at(2), at(3)];
  let [beforeA, beforeB, beforeC, beforeD] = [at(-4), at(-3), at(-2), at(-1)];
  for (let index = 0; index < sum.length; index += 4) {
    sum[index] = (sum[index] as number) + a;
    sum[index + 1] = (sum[index + 1] as number) + b;
    sum[index + 2] = (sum[index + 2] as number) + c;
    sum[index + 3] = (sum[index + 3] as number) + d;
    [a, beforeA] = [factor * a - beforeA, a];
    [b, beforeB] = [factor * b - beforeB, b];
    [c, beforeC] = [factor * c - beforeC, c];
    [d, beforeD] = [factor * d - beforeD, d];
  }
}

/** Numbers from 0 to 1 that look random and are the same every time: a linear congruential generator. */
export function makeNoise(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
