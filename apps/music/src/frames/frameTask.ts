import { z } from 'zod';
import type { Task } from '../task.ts';
import type { FrameBatch } from './frameBatch.ts';
import { FrameModel } from './frameModel.ts';
import { frameScores } from './frameScores.ts';
import { frameSource } from './frameSource.ts';
import type { Frames } from './keys.ts';

const architecture = z.object({});

/** Piano rolls: the keys that sound in each frame. */
export const frameTask: Task<Frames, FrameBatch, FrameModel, z.infer<typeof architecture>> = {
  kind: 'frames',
  unit: 'frames',
  meanings: { loss: 'a frame, from the second of each piece on', first: 'the first frame' },
  architecture,
  load: async (path, options) => (await import('../data/frames.ts')).loadFrames(path, options),
  architectureOf: () => ({}),
  makeNetwork: (_, settings, rng) => new FrameModel({ ...settings, rng }),
  source: (pieces, { settings, seed }) => frameSource(pieces, { ...settings, seed }),
  scores: frameScores,
};
