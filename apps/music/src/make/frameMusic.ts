import { Rng } from '@reprise/engine';
import { framesToScore, scoreToFrames } from '../files/frames.ts';
import { sampleFrames } from '../frames/sampleFrames.ts';
import type { LoadedFrames } from '../modelFolder.ts';
import { barQuarters, type Meter, type Score } from '../score.ts';
import type { Made } from './made.ts';

/** Quarter notes of a frame: those of the standard sets are as long. */
const STEP = { stepQuarters: 1 };

export interface FrameMusicOptions {
  readonly bars: number;
  readonly seed?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Writes a piece from nothing. */
export async function composeFrames(
  model: LoadedFrames,
  { bars, meter, seed = 1, signal }: FrameMusicOptions & { readonly meter: Meter },
): Promise<Made> {
  const length = framesOf(bars, meter);
  const frames = await sampleFrames(model.network, { length, rng: Rng.fromSeed(seed), signal });
  return { score: framesToScore(frames, STEP), isGiven: () => false, remarks: [] };
}

/** Goes on with a piece, of which every frame is one note or several for as long as they sound. */
export async function continueFrames(
  model: LoadedFrames,
  score: Score,
  { bars, seed = 1, signal }: FrameMusicOptions,
): Promise<Made> {
  const { frames: beginning, dropped } = scoreToFrames(score, STEP);
  const frames = await sampleFrames(model.network, {
    beginning,
    length: beginning.length + framesOf(bars, score.meters[0] ?? { beats: 4, unit: 4 }),
    rng: Rng.fromSeed(seed),
    signal,
  });
  return {
    score: framesToScore(frames, STEP),
    isGiven: (_, { onset }) => onset < beginning.length * STEP.stepQuarters,
    remarks: dropped > 0 ? [`notes on no piano, left out: ${dropped}`] : [],
  };
}

function framesOf(bars: number, meter: Meter): number {
  return Math.round((bars * barQuarters(meter)) / STEP.stepQuarters);
}
