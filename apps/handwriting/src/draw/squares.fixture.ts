import { adam, fit, warmupCosine } from '@reprise/core';
import { Rng } from '@reprise/engine';
import { makeSettings } from '../config.ts';
import type { Ink } from '../ink.ts';
import type { Drawer } from './draw.ts';
import { drawingOf } from './drawing.ts';
import { drawerTask } from './drawerTask.ts';

/** A square in one stroke, rightwards first, from a corner at (3, 5). */
export function square(side: number, id = `square ${side}`): Ink {
  const x = [3, 3 + side, 3 + side, 3, 3];
  const y = [5, 5, 5 + side, 5 + side, 5];
  return { id, strokes: [{ x: Float64Array.from(x), y: Float64Array.from(y) }] };
}

/** Squares of sides from 20 to 60, whose corners a hand missed by 1.5 or so. */
export const SQUARES: readonly Ink[] = Array.from({ length: 200 }, (_, index) => {
  const rng = Rng.fromSeed(9).fold(index);
  const draws = rng.normalValues(10);
  const {
    id,
    strokes: [stroke],
  } = square(20 + 40 * rng.fold('side').float(), `square ${index}`);
  const miss = (list: Float64Array, from: number) =>
    list.map((at, corner) => at + 1.5 * (draws[from + corner] as number));
  return { id, strokes: stroke ? [{ x: miss(stroke.x, 0), y: miss(stroke.y, 5) }] : [] };
});

const DRAWINGS = SQUARES.map(drawingOf);
const STEPS_AN_EPOCH = 10;

/** A small drawer for squares, its weights drawn but not trained. */
export function makeDrawer(
  changes: object = {},
): Drawer & { readonly settings: ReturnType<typeof makeSettings> } {
  const settings = makeSettings('tiny', {
    model: 'drawer',
    layers: 1,
    augmentation: 0,
    // Of six steps each: ten batches an epoch.
    batchTokens: (6 * SQUARES.length) / STEPS_AN_EPOCH,
    epochs: 40,
    ...changes,
  });
  const architecture = drawerTask.architectureOf(DRAWINGS, settings);
  const network = drawerTask.makeNetwork(architecture, settings, Rng.fromSeed(4));
  return { network, architecture, settings };
}

/** Trains a drawer on the squares. */
export async function trainOnSquares({
  network,
  architecture,
  settings,
}: ReturnType<typeof makeDrawer>): Promise<void> {
  const steps = settings.epochs * STEPS_AN_EPOCH;
  const optimizer = adam();
  try {
    await fit({
      params: network.params,
      source: drawerTask.source(DRAWINGS, { architecture, settings, seed: 1 }),
      loss: (batch, rng) => network.loss(batch, rng),
      optimizer,
      schedule: warmupCosine({ learningRate: 0.015, warmupSteps: 10, steps }),
      clipNorm: 1,
      steps,
      rng: Rng.fromSeed(7),
    });
  } finally {
    optimizer.dispose();
  }
}
