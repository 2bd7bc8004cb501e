import type { PastSeason } from './lags.ts';
import type { WindowBatch, WindowShape } from './window.ts';

export interface PastSeasonsOptions {
  readonly shape: WindowShape;
  /** values of a segment */
  readonly segment: number;
  /** the nearest first */
  readonly seasons: readonly PastSeason[];
}

/** What past seasons say of the steps ahead of a window: values as they are, not scaled; NaN where none is known. */
export interface PastSeasons {
  /** how many past seasons are looked at */
  readonly count: number;
  /**
   * The values at the same place of each past season. A missing one is that of whole cycles before, or else that of the
   * nearer season.
   * @returns [ahead, count, segment] of a row
   */
  valuesOf(batch: WindowBatch, row: number): Float32Array;
  /**
   * How far off they were: the mean absolute change from so many steps before, over the window that is read. A season
   * that the window has no pair of is as good as the nearer one.
   * @returns [count] of a row
   */
  errorsOf(batch: WindowBatch, row: number): Float32Array;
}

export function pastSeasons({ shape, segment, seasons }: PastSeasonsOptions): PastSeasons {
  const { context, horizon, reach } = shape;
  const known = reach + context;
  const count = seasons.length;

  const pastOf = ({ past }: WindowBatch, row: number): Float32Array =>
    past.subarray(row * known, (row + 1) * known);

  const errorAfter = (past: Float32Array, lag: number): number => {
    let [sum, pairs] = [0, 0];
    for (let at = Math.max(reach, lag); at < known; at++) {
      const change = Math.abs((past[at] as number) - (past[at - lag] as number));
      if (Number.isNaN(change)) continue;
      sum += change;
      pairs++;
    }
    return sum / pairs;
  };

  return {
    count,

    valuesOf(batch, row) {
      const past = pastOf(batch, row);
      const values = new Float32Array(Math.ceil(horizon / segment) * count * segment).fill(NaN);
      for (let step = 0; step < horizon; step++) {
        const [part, within] = [Math.floor(step / segment), step % segment];
        let nearer = NaN;
        seasons.forEach(({ back, cycle }, index) => {
          const value = lastKnown(past, known - back + (step % cycle), cycle);
          if (!Number.isNaN(value)) nearer = value;
          values[(part * count + index) * segment + within] = nearer;
        });
      }
      return values;
    },

    errorsOf(batch, row) {
      const past = pastOf(batch, row);
      let nearer = NaN;
      return Float32Array.from(seasons, ({ back }) => {
        const error = errorAfter(past, back);
        if (!Number.isNaN(error)) nearer = error;
        return nearer;
      });
    },
  };
}

/** The value at a place, or else the nearest known one whole strides before; NaN without. */
function lastKnown(past: Float32Array, from: number, stride: number): number {
  for (let at = from; at >= 0; at -= stride) {
    const value = past[at] as number;
    if (!Number.isNaN(value)) return value;
  }
  return NaN;
}
