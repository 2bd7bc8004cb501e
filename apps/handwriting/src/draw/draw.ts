import type { Ink } from '../ink.ts';
import type { DrawerArchitecture } from './drawerTask.ts';
import { inkOf } from './drawing.ts';
import type { DrawingModel } from './drawingModel.ts';
import { checkDrawOptions, drawSteps, type DrawOptions } from './drawSteps.ts';
import { priorLatents } from './latents.ts';

/** What a loaded drawer has to have, to draw. */
export interface Drawer {
  readonly network: DrawingModel;
  readonly architecture: DrawerArchitecture;
}

export interface DrawInksOptions extends DrawOptions {
  /** drawings (default 1) */
  readonly count?: number | undefined;
}

/**
 * Draws from nothing, in the unit of the drawings that the model learned from. A drawing ends by itself, or after
 * `maxPoints`; the first `n` of more drawings are those of `n`.
 * @throws InputError for options out of range
 */
export async function drawInks(
  { network, architecture: { scale } }: Drawer,
  options: DrawInksOptions = {},
): Promise<Ink[]> {
  const { count, seed } = checkDrawOptions(options);
  const latents = priorLatents(network, { count, seed });
  try {
    const drawn = await drawSteps(network, { ...options, count, latents });
    return drawn.map((steps, index) => inkOf(steps, { id: `drawing ${seed}/${index + 1}`, scale }));
  } finally {
    latents?.dispose();
  }
}
