import { Rng } from '@reprise/engine';
import { framesToScore } from '../files/frames.ts';
import { sampleFrames } from '../frames/sampleFrames.ts';
import { composeMelody } from '../melody/melodyMusic.ts';
import type { LoadedModel } from '../modelFolder.ts';
import { barQuarters, type Meter } from '../score.ts';
import { describeDrawn } from './describeDrawn.ts';
import type { Made } from './made.ts';
import type { MusicOptions } from './musicOptions.ts';
import { compose } from './verbs.ts';
import { voiceRules } from './voiceRules.ts';

export interface ComposeMusicOptions extends MusicOptions {
  readonly bars: number;
  readonly meter: Meter;
  /** quarters before the first bar line */
  readonly upbeat: number;
}

/** Quarter notes of a frame: those of the standard sets are as long. */
export const FRAME_QUARTERS = 1;

/** Writes a piece from nothing, as the model's kind of music. */
export async function composeMusic(model: LoadedModel, options: ComposeMusicOptions): Promise<Made> {
  const { bars, meter, upbeat, seed = 1, signal } = options;
  switch (model.kind) {
    case 'voices':
      return describeDrawn(await compose(model, { ...options, rules: voiceRules(options) }));
    case 'frames': {
      const length = Math.round((bars * barQuarters(meter) + upbeat) / FRAME_QUARTERS);
      const frames = await sampleFrames(model.network, { length, rng: Rng.fromSeed(seed), signal });
      return {
        score: framesToScore(frames, { stepQuarters: FRAME_QUARTERS }),
        isGiven: () => false,
        remarks: [],
      };
    }
    case 'melody':
      return composeMelody(model, options);
  }
}
