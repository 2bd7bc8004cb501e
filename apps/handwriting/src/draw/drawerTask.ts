import { z } from 'zod';
import type { Task } from '../task.ts';
import { drawerScores } from './drawerScores.ts';
import type { Drawing } from './drawing.ts';
import type { DrawingBatch } from './drawingBatch.ts';
import { DrawingModel } from './drawingModel.ts';
import { drawingSource } from './drawingSource.ts';
import { measureDrawings } from './measureDrawings.ts';

const architecture = z.strictObject({
  /** that offsets are divided by: their standard deviation in the training */
  scale: z.number().positive(),
  /** where drawings begin, in their unit */
  start: z.tuple([z.number(), z.number()]),
  /** how long the longer side of a drawing is, in its unit */
  size: z.number().positive(),
});

export type DrawerArchitecture = z.infer<typeof architecture>;

/** Ink without a text: what comes next. */
export const drawerTask: Task<Drawing, DrawingBatch, DrawingModel, DrawerArchitecture> = {
  kind: 'drawer',
  unit: 'steps',
  meanings: {
    loss: 'nats a step, offsets divided by their standard deviation (variational: a bound above them)',
    reconstruction: 'nats a step, given what the drawing is known by',
    kl: 'nats a step of what the drawing is known by',
  },
  architecture,
  load: async (paths) => (await import('./drawingData.ts')).loadDrawings(paths),
  architectureOf(drawings) {
    const { scale, start, size } = measureDrawings(drawings);
    return { scale, start: [...start], size };
  },
  makeNetwork: (_, settings, rng) => new DrawingModel({ ...settings, rng }),
  source: (drawings, { architecture: { scale }, settings, seed }) =>
    drawingSource(drawings, { ...settings, scale, seed }),
  scores: (drawings, measures) => drawerScores(drawings, measures),
};
