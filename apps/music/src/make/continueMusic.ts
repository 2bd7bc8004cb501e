import { describeQuantising, quantise } from '../files/quantise.ts';
import { voicesOf } from '../files/voicesOf.ts';
import { continueMelody } from '../melody/melodyMusic.ts';
import type { LoadedModel } from '../modelFolder.ts';
import { STEPS_PER_QUARTER, type Score } from '../score.ts';
import { describeDrawn } from './describeDrawn.ts';
import { continueFrames } from './frameMusic.ts';
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
  switch (model.kind) {
    case 'voices': {
      const onGrid = quantise(score, { stepsPerQuarter: STEPS_PER_QUARTER });
      const grid = voicesOf(onGrid.score);
      const drawn = await continuePiece(model, grid, { ...options, rules: voiceRules(options, grid) });
      return describeDrawn(drawn, { score: onGrid.score, remarks: [describeQuantising(onGrid)] });
    }
    case 'frames':
      return continueFrames(model, score, options);
    case 'melody':
      return continueMelody(model, score, options);
  }
}
