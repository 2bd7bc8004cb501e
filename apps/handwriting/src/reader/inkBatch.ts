import { padIds, type Batch, type PaddedIds } from '@reprise/core';
import type { Stroke } from '../ink.ts';
import { BEZIER_FEATURES, bezierFeatures } from '../strokes/bezierFeatures.ts';
import { orderDelayed } from '../strokes/delayedStrokes.ts';
import { fitBeziers } from '../strokes/fitBeziers.ts';
import { resample, resampleAhead } from '../strokes/resample.ts';
import { upright } from '../strokes/slant.ts';
import { PEN_FEATURES, penFeatures } from './penFeatures.ts';

/** Inks as a reader takes them. */
export interface PenFrames {
  /** [batch, time, features], zero behind the end; time is even */
  readonly values: Float32Array;
  readonly shape: readonly [batch: number, time: number, features: number];
  /** the points of each */
  readonly lengths: Int32Array;
}

export interface InkBatch extends Batch, PenFrames {
  readonly labels: PaddedIds;
}

/** How a reader looks at ink: settings of its training. */
export interface PenView {
  /** between points */
  readonly spacing: number;
  /** whether it sees all of the ink at once, or reads while one writes */
  readonly bidirectional: boolean;
  /** see `upright` */
  readonly upright?: boolean | undefined;
  /** see `orderDelayed` */
  readonly inPlace?: boolean | undefined;
  /** frames are curves, see `bezierFeatures`, not points */
  readonly curves?: boolean | undefined;
}

/** Numbers of a frame. */
export function featuresIn({ curves = false }: Pick<PenView, 'curves'>): number {
  return curves ? BEZIER_FEATURES : PEN_FEATURES;
}

/** Strokes as a reader sees them, [frames, {@link featuresIn}]. */
function featuresOf(strokes: readonly Stroke[], view: PenView): Float32Array {
  const straight = view.upright === true ? upright(strokes) : strokes;
  const ordered = view.inPlace === true ? orderDelayed(straight) : straight;
  if (view.curves === true) return bezierFeatures(fitBeziers(ordered));
  const place = view.bidirectional ? resample : resampleAhead;
  return penFeatures(place(ordered, view.spacing), view);
}

/** @param inks normalised strokes of each */
export function penFrames(inks: readonly (readonly Stroke[])[], view: PenView): PenFrames {
  const width = featuresIn(view);
  const features = inks.map((strokes) => featuresOf(strokes, view));
  const lengths = Int32Array.from(features, (values) => values.length / width);
  const longest = lengths.reduce((most, length) => Math.max(most, length), 0);
  const time = longest + (longest % 2);
  const values = new Float32Array(inks.length * time * width);
  features.forEach((own, row) => {
    values.set(own, row * time * width);
  });
  return { values, shape: [inks.length, time, width], lengths };
}

/** @param labels of each ink */
export function inkBatch(
  inks: readonly (readonly Stroke[])[],
  labels: readonly Int32Array[],
  view: PenView,
): InkBatch {
  const padded = padIds(labels, 0);
  const tokens = padded.lengths.reduce((sum, length) => sum + length, 0);
  return { ...penFrames(inks, view), labels: padded, tokens };
}
