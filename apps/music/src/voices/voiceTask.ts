import { z } from 'zod';
import type { VoiceGrid } from '../score.ts';
import type { Task } from '../task.ts';
import { rangesOf } from './ranges.ts';
import type { VoiceBatch } from './voiceBatch.ts';
import { VoiceModel } from './voiceModel.ts';
import { voiceScores } from './voiceScores.ts';
import { voiceSource } from './voiceSource.ts';

const pitch = z.int().min(0).max(127);

const architecture = z.object({
  /** lowest and highest pitch of each voice in the training, in the order of `VOICES` */
  ranges: z.array(z.tuple([pitch, pitch])).length(4),
});

export type VoiceArchitecture = z.infer<typeof architecture>;

/** Chorales: four voices on a grid of sixteenths. */
export const voiceTask: Task<VoiceGrid, VoiceBatch, VoiceModel, VoiceArchitecture> = {
  kind: 'voices',
  unit: 'notes said, held or begun',
  meanings: {
    loss: 'as in training, something of each piece given',
    nothing: 'nothing given',
    soprano: 'the soprano given',
  },
  architecture,
  load: async (path, options) => (await import('../data/chorales.ts')).loadChorales(path, options),
  architectureOf: (pieces) => ({ ranges: rangesOf(pieces) }),
  makeNetwork: (_, settings, rng) => new VoiceModel({ ...settings, rng }),
  source: (pieces, { settings, seed }) => voiceSource(pieces, { ...settings, seed }),
  scores: voiceScores,
};
