import { composeMelody } from '../melody/melodyMusic.ts';
import type { LoadedModel } from '../modelFolder.ts';
import type { Meter } from '../score.ts';
import { describeDrawn } from './describeDrawn.ts';
import { composeFrames } from './frameMusic.ts';
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

/** Writes a piece from nothing, as the model's kind of music. */
export async function composeMusic(model: LoadedModel, options: ComposeMusicOptions): Promise<Made> {
  switch (model.kind) {
    case 'voices':
      return describeDrawn(await compose(model, { ...options, rules: voiceRules(options) }));
    case 'frames':
      return composeFrames(model, options);
    case 'melody':
      return composeMelody(model, options);
  }
}
