import { ctcStream, InputError, type State } from '@reprise/core';
import { dispose, keep, scope, type Tensor } from '@reprise/engine';
import type { Stroke } from '../ink.ts';
import type { LoadedReader } from '../modelFolder.ts';
import { resampleAhead } from '../strokes/resample.ts';
import { makeAlphabet } from './alphabet.ts';
import { labelSearch, readingOf, type DecodeOptions, type Reading } from './decodeLabels.ts';
import type { ReaderState } from './labelReader.ts';
import { PEN_FEATURES, penFeatures } from './penFeatures.ts';

/** Where one writes, in the unit of the points. */
export interface WritingLine {
  /** of letters with ascenders, as b and d */
  readonly height: number;
  /** y of the middle of the line's ink, about half an x above its baseline */
  readonly middle: number;
}

/** A reader that is told of the pen as it moves. */
export interface InkStream {
  /** The pen is down here. */
  down(x: number, y: number): void;
  /** The pen is lifted. */
  up(): void;
  /** What was written so far, the best first, as if more were to come. */
  best(nBest?: number): Reading[];
  /** What was written; the stream is over. */
  finish(nBest?: number): Reading[];
  /** Frees what it keeps. */
  dispose(): void;
}

/**
 * Reads while one writes, with a model in one direction. Each point is read once the next one is known, or the pen is
 * lifted; what was read before is never read again.
 *
 * @throws InputError for a model in both directions, which has to see the end of a line first
 */
export function readStream(
  { network, architecture, settings }: Pick<LoadedReader, 'network' | 'architecture' | 'settings'>,
  { height, middle }: WritingLine,
  options: DecodeOptions = {},
): InkStream {
  if (settings.bidirectional) {
    throw new InputError(
      'readStream: expected a model in one direction, got one in both; train one with the preset stream.',
    );
  }
  if (!(height > 0 && Number.isFinite(height) && Number.isFinite(middle)))
    throw new InputError(`readStream: expected a height above 0 and a middle, got ${height} and ${middle}.`);
  const alphabet = makeAlphabet(architecture.characters);
  const search = ctcStream(alphabet.characters.length + 1, labelSearch(alphabet, options));
  const strokes: { x: number[]; y: number[] }[] = [];
  let isDown = false;
  let readRows = 0;
  let state: ReaderState | undefined;

  /** Reads the points that can change no more; of an odd number the last waits, unless it is the last of all. */
  function readOn(isEnd = false): void {
    const placed = resampleAhead(
      strokes.map(({ x, y }): Stroke => ({ x: Float64Array.from(x), y: Float64Array.from(y) })),
      settings.spacing,
      isDown,
    );
    const features = penFeatures(placed, settings, readRows);
    const rows = features.length / PEN_FEATURES - (isDown ? 1 : 0);
    const count = isEnd ? rows : rows - (rows % 2);
    if (count <= 0) return;
    const time = count + (count % 2);
    const values = new Float32Array(time * PEN_FEATURES);
    values.set(features.subarray(0, count * PEN_FEATURES));
    const before = state;
    let last: ReaderState | undefined;
    const logits = scope(() => {
      const frames = { values, shape: [1, time, PEN_FEATURES] as const, lengths: Int32Array.of(count) };
      const read = network.logits(frames, undefined, before);
      last = read.last;
      for (const part of partsOf(last)) keep(part);
      return read.logits.dataSync<'float32'>().slice();
    });
    search.push(logits);
    readRows += count;
    state = last;
    for (const part of partsOf(before)) dispose(part);
  }

  return {
    down(x, y) {
      if (!Number.isFinite(x) || !Number.isFinite(y))
        throw new InputError(`readStream: expected finite numbers, got x ${x} and y ${y}.`);
      if (!isDown) strokes.push({ x: [], y: [] });
      isDown = true;
      const stroke = strokes.at(-1) as (typeof strokes)[number];
      stroke.x.push(x / height);
      stroke.y.push((y - middle) / height);
    },
    up() {
      isDown = false;
      readOn();
    },
    best(nBest) {
      readOn();
      return search.best(nBest).map((found) => readingOf(found, alphabet));
    },
    finish(nBest) {
      isDown = false;
      readOn(true);
      return search.finish(nBest).map((found) => readingOf(found, alphabet));
    },
    dispose() {
      for (const part of partsOf(state)) dispose(part);
      state = undefined;
    },
  };
}

function partsOf(state: ReaderState | undefined): Tensor[] {
  return [...(state?.lower ?? []), ...(state?.upper ?? [])].flatMap((part: State) => [...part]);
}
