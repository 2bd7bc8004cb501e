import type { Settings } from '../settings.ts';
import type { Scaling } from './scaling.ts';
import type { WindowBatch, WindowShape } from './window.ts';

export interface SegmentInputOptions {
  readonly shape: WindowShape;
  readonly segment: number;
  readonly anchor: Settings['anchor'];
  readonly featureCount: number;
  readonly pastFeatureCount: number;
  /** steps of a season */
  readonly season: number;
}

/** Lays out windows as segments: what is read, what is known ahead, and what is to be said. */
export interface SegmentInputs {
  readonly horizon: number;
  /** values of a segment */
  readonly segment: number;
  /** segments that are read; the first one may begin before the context and lack values there */
  readonly read: number;
  /** segments ahead; the last one may end behind the horizon */
  readonly ahead: number;
  /** numbers for a segment that is read: values, which of them are known, features */
  readonly readSize: number;
  /** numbers for a segment ahead: features, and the values one and more seasons before */
  readonly knownSize: number;
  /** [batch, read, readSize] */
  ofRead(batch: WindowBatch): Float32Array;
  /** [batch, ahead, knownSize] */
  ofKnown(batch: WindowBatch): Float32Array;
  /** [batch, ahead · segment], scaled and less the anchor; and 1 where the value is known, else 0 with value 0 */
  ofTargets(batch: WindowBatch): { readonly targets: Float32Array; readonly isKnown: Float32Array };
  /** From what the network says of a step to the value. */
  unscale(batch: WindowBatch, row: number): (said: number, step: number) => number;
}

/** How many seasons before a step ahead its network is told the values of. */
export const SEASONS = 3;

export function segmentInputs(options: SegmentInputOptions): SegmentInputs {
  const { shape, segment, anchor, featureCount, pastFeatureCount, season } = options;
  const { context, horizon, reach } = shape;
  const read = Math.ceil(context / segment);
  const ahead = Math.ceil(horizon / segment);
  const readSize = segment * (2 + featureCount + pastFeatureCount);
  const knownSize = segment * (featureCount + SEASONS);
  const lead = read * segment - context;

  const pastOf = (batch: WindowBatch, row: number): Float32Array =>
    batch.past.subarray(row * (reach + context), (row + 1) * (reach + context));

  /** The value so many whole seasons before a step ahead, or else the nearest one known before that; NaN without. */
  const seasonBefore = (past: Float32Array, step: number, seasons: number): number =>
    lastKnown(past, past.length - seasons * season + (step % season), season);

  /** The value that the forecast of a step starts from, as it is. NaN where none is known. */
  const anchorOf = (batch: WindowBatch, row: number): ((step: number) => number) => {
    if (anchor === 'none') return () => NaN;
    const past = pastOf(batch, row);
    const last = lastKnown(past, past.length - 1, 1);
    if (anchor === 'last') return () => last;
    return (step) => {
      const value = seasonBefore(past, step, 1);
      return Number.isNaN(value) ? last : value;
    };
  };

  /** Scaled, less the anchor; and back. */
  const mapOf = (batch: WindowBatch, row: number) => {
    const { center, scale } = batch.scalings[row] as Scaling;
    const anchorAt = anchorOf(batch, row);
    const origin = (step: number): number => {
      const value = anchorAt(step);
      return Number.isNaN(value) ? center : value;
    };
    return {
      scaled: (value: number, step: number) => (value - origin(step)) / scale,
      unscale: (said: number, step: number) => origin(step) + scale * said,
      /** what values that are read are less of: the network is to see no level where it says none */
      center: anchor === 'last' ? origin(0) : center,
      scale,
    };
  };

  return {
    horizon,
    segment,
    read,
    ahead,
    readSize,
    knownSize,
    unscale: (batch, row) => mapOf(batch, row).unscale,

    ofRead(batch) {
      const to = new Float32Array(batch.size * read * readSize);
      for (let row = 0; row < batch.size; row++) {
        const { center, scale } = mapOf(batch, row);
        for (let step = 0; step < context; step++) {
          const place = lead + step;
          const at = (row * read + Math.floor(place / segment)) * readSize;
          const within = place % segment;
          const value = batch.past[row * (reach + context) + reach + step] as number;
          if (!Number.isNaN(value)) {
            to[at + within] = (value - center) / scale;
            to[at + segment + within] = 1;
          }
          const features = at + segment * 2 + within * featureCount;
          copy(batch.features, (row * (context + horizon) + step) * featureCount, featureCount, to, features);
          const past = at + segment * (2 + featureCount) + within * pastFeatureCount;
          copy(batch.pastFeatures, (row * context + step) * pastFeatureCount, pastFeatureCount, to, past);
        }
      }
      return to;
    },

    ofKnown(batch) {
      const to = new Float32Array(batch.size * ahead * knownSize);
      for (let row = 0; row < batch.size; row++) {
        const { center, scale } = mapOf(batch, row);
        const past = pastOf(batch, row);
        for (let step = 0; step < horizon; step++) {
          const at = (row * ahead + Math.floor(step / segment)) * knownSize;
          const within = step % segment;
          const from = (row * (context + horizon) + context + step) * featureCount;
          copy(batch.features, from, featureCount, to, at + within * featureCount);
          for (let back = 0; back < SEASONS; back++) {
            const value = seasonBefore(past, step, back + 1);
            if (!Number.isNaN(value))
              to[at + segment * (featureCount + back) + within] = (value - center) / scale;
          }
        }
      }
      return to;
    },

    ofTargets(batch) {
      const targets = new Float32Array(batch.size * ahead * segment);
      const isKnown = new Float32Array(targets.length);
      for (let row = 0; row < batch.size; row++) {
        const { scaled } = mapOf(batch, row);
        for (let step = 0; step < horizon; step++) {
          const value = batch.future[row * horizon + step] as number;
          if (Number.isNaN(value)) continue;
          targets[row * ahead * segment + step] = scaled(value, step);
          isKnown[row * ahead * segment + step] = 1;
        }
      }
      return { targets, isKnown };
    },
  };
}

/** The value at a place, or else the nearest known one a stride, two strides, … before it. */
function lastKnown(past: Float32Array, from: number, stride: number): number {
  for (let at = from; at >= 0; at -= stride) {
    const value = past[at] as number;
    if (!Number.isNaN(value)) return value;
  }
  return NaN;
}

function copy(from: Float32Array, begin: number, count: number, to: Float32Array, at: number): void {
  for (let index = 0; index < count; index++) to[at + index] = from[begin + index] as number;
}
