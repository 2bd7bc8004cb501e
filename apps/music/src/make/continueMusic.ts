import { Rng } from '@reprise/engine';
import { framesToScore, scoreToFrames } from '../files/frames.ts';
import { describeQuantising, quantise } from '../files/quantise.ts';
import { voicesOf } from '../files/voicesOf.ts';
import { sampleFrames } from '../frames/sampleFrames.ts';
import { continueMelody } from '../melody/melodyMusic.ts';
import type { LoadedModel } from '../modelFolder.ts';
import { barQuarters, STEPS_PER_QUARTER, type Score } from '../score.ts';
import { FRAME_QUARTERS } from './composeMusic.ts';
import { describeDrawn } from './describeDrawn.ts';
import type { Made } from './made.ts';
import type { MusicOptions } from './musicOptions.ts';
import { continuePiece } from './verbs.ts';
import { voiceRules } from './voiceRules.ts';

export interface ContinueMusicOptions extends MusicOptions {
  /** bars to add */
  readonly bars: number;
}

/** Goes on with the beginning of a piece, as the model's kind of music. */
export async function continueMusic(
  model: LoadedModel,
  score: Score,
  options: ContinueMusicOptions,
): Promise<Made> {
  const { bars, seed = 1, signal } = options;
  switch (model.kind) {
    case 'voices': {
      const onGrid = quantise(score, { stepsPerQuarter: STEPS_PER_QUARTER });
      const grid = voicesOf(onGrid.score);
      const drawn = await continuePiece(model, grid, { ...options, rules: voiceRules(options, grid) });
      return describeDrawn(drawn, { score: onGrid.score, remarks: [describeQuantising(onGrid)] });
    }
    case 'frames': {
      const beginning = scoreToFrames(score, { stepQuarters: FRAME_QUARTERS }).frames;
      const added = (bars * barQuarters(score.meters[0] ?? { beats: 4, unit: 4 })) / FRAME_QUARTERS;
      const length = beginning.length + Math.round(added);
      const frames = await sampleFrames(model.network, {
        beginning,
        length,
        rng: Rng.fromSeed(seed),
        signal,
      });
      const end = beginning.length * FRAME_QUARTERS;
      return {
        score: framesToScore(frames, { stepQuarters: FRAME_QUARTERS }),
        isGiven: (_, { onset }) => onset < end,
        remarks: [],
      };
    }
    case 'melody':
      return continueMelody(model, score, options);
  }
}
