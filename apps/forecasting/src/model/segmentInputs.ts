import type { Settings } from '../settings.ts';
import type { PastSeasons } from './pastSeasons.ts';
import type { Scaling } from './scaling.ts';
import type { WindowBatch, WindowShape } from './window.ts';

export interface SegmentInputOptions {
  readonly shape: WindowShape;
  readonly segment: number;
  readonly anchor: Settings['anchor'];
  readonly featureCount: number;
  readonly pastFeatureCount: number;
  readonly seasons: PastSeasons;
}

/** Lays out windows as segments: what is read, what is known ahead, and what is to be said. All values are scaled. */
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
  /** past seasons */
  readonly seasonCount: number;
  /** [batch, read, readSize] */
  ofRead(batch: WindowBatch): Float32Array;
  /** [batch, ahead, segment · featureCount] */
  ofFeatures(batch: WindowBatch): Float32Array;
  /** [batch, ahead, seasonCount · segment]: the values of past seasons */
  ofSeasons(batch: WindowBatch): Float32Array;
  /** [batch, seasonCount]: the logarithm of how far off they were */
  ofSeasonErrors(batch: WindowBatch): Float32Array;
  /** [batch, ahead · segment]; and 1 where the value is known, else 0 with value 0 */
  ofTargets(batch: WindowBatch): { readonly targets: Float32Array; readonly isKnown: Float32Array };
  /** From what the network says to the value. */
  unscale(batch: WindowBatch, row: number): (said: number) => number;
}

/** Keeps the logarithm of a past season that was right throughout within bounds. */
const LEAST_ERROR = 0.01;

export function segmentInputs(options: SegmentInputOptions): SegmentInputs {
  const { shape, segment, anchor, featureCount, pastFeatureCount, seasons } = options;
  const { context, horizon, reach } = shape;
  const read = Math.ceil(context / segment);
  const ahead = Math.ceil(horizon / segment);
  const readSize = segment * (2 + featureCount + pastFeatureCount);
  const seasonCount = seasons.count;
  const lead = read * segment - context;

  /** With the last value as anchor the network sees, and says, differences from it. */
  const scalingOf = (batch: WindowBatch, row: number): Scaling => {
    const scaling = batch.scalings[row] as Scaling;
    if (anchor !== 'last') return scaling;
    const past = batch.past.subarray(row * (reach + context), (row + 1) * (reach + context));
    return { ...scaling, center: past.findLast((value) => !Number.isNaN(value)) ?? scaling.center };
  };

  /** An array with so many numbers a row, filled row by row. */
  const rows = (
    batch: WindowBatch,
    size: number,
    fill: (row: number, to: Float32Array, scaling: Scaling) => void,
  ): Float32Array => {
    const all = new Float32Array(batch.size * size);
    for (let row = 0; row < batch.size; row++)
      fill(row, all.subarray(row * size, (row + 1) * size), scalingOf(batch, row));
    return all;
  };

  return {
    horizon,
    segment,
    read,
    ahead,
    readSize,
    seasonCount,

    unscale(batch, row) {
      const { center, scale } = scalingOf(batch, row);
      return (said) => center + scale * said;
    },

    ofRead: (batch) =>
      rows(batch, read * readSize, (row, to, { center, scale }) => {
        for (let part = 0; part < read; part++) {
          // The first segment may begin before the context.
          const first = Math.max(0, part * segment - lead);
          const within = first + lead - part * segment;
          const [at, count] = [part * readSize, segment - within];
          for (let index = 0; index < count; index++) {
            const value = batch.past[row * (reach + context) + reach + first + index] as number;
            if (Number.isNaN(value)) continue;
            to[at + within + index] = (value - center) / scale;
            to[at + segment + within + index] = 1;
          }
          const features = at + segment * 2 + within * featureCount;
          const from = (row * (context + horizon) + first) * featureCount;
          copy(batch.features, from, count * featureCount, to, features);
          const past = at + segment * (2 + featureCount) + within * pastFeatureCount;
          const pastFrom = (row * context + first) * pastFeatureCount;
          copy(batch.pastFeatures, pastFrom, count * pastFeatureCount, to, past);
        }
      }),

    ofFeatures: (batch) =>
      rows(batch, ahead * segment * featureCount, (row, to) => {
        const from = (row * (context + horizon) + context) * featureCount;
        copy(batch.features, from, horizon * featureCount, to, 0);
      }),

    ofSeasons: (batch) =>
      rows(batch, ahead * seasonCount * segment, (row, to, { center, scale }) => {
        const values = seasons.valuesOf(batch, row);
        for (let at = 0; at < values.length; at++) {
          const value = values[at] as number;
          if (!Number.isNaN(value)) to[at] = (value - center) / scale;
        }
      }),

    ofSeasonErrors: (batch) =>
      rows(batch, seasonCount, (row, to, { scale }) => {
        seasons.errorsOf(batch, row).forEach((error, at) => {
          if (!Number.isNaN(error)) to[at] = Math.log(error / scale + LEAST_ERROR);
        });
      }),

    ofTargets(batch) {
      const isKnown = new Float32Array(batch.size * ahead * segment);
      const targets = rows(batch, ahead * segment, (row, to, { center, scale }) => {
        for (let step = 0; step < horizon; step++) {
          const value = batch.future[row * horizon + step] as number;
          if (Number.isNaN(value)) continue;
          to[step] = (value - center) / scale;
          isKnown[row * ahead * segment + step] = 1;
        }
      });
      return { targets, isKnown };
    },
  };
}

function copy(from: Float32Array, begin: number, count: number, to: Float32Array, at: number): void {
  for (let index = 0; index < count; index++) to[at + index] = from[begin + index] as number;
}
