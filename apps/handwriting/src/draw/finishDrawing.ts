import { InputError, type PenStep } from '@reprise/core';
import { checkInk } from '../checkInk.ts';
import { pointsIn, type Ink, type Stroke } from '../ink.ts';
import type { Drawer, DrawInksOptions } from './draw.ts';
import { drawingOf, inkOf } from './drawing.ts';
import { scaledSteps } from './drawingBatch.ts';
import { checkDrawOptions, drawSteps } from './drawSteps.ts';
import { startLatents } from './latents.ts';

/** A started drawing of more points is not read. */
const MOST_POINTS = 2000;

/**
 * Goes on with a drawing that is started: its strokes are kept as they are, wherever they lie (but for their times), and new ones are added
 * until the drawing ends by itself, which may be at once, or after `maxPoints` more points. Ink is expected in the unit
 * and with the detail of the drawings that the model learned from; see `fitToDrawer` for other ink.
 *
 * A variational model has to guess what drawing is meant: latent vectors are drawn from the normal distribution, and of
 * them one by how probable it makes the start (Rubin 1988).
 *
 * @returns `count` ways to go on
 * @throws InputError for options out of range, and for ink without points or with more than 2000, or of
 *   numbers that are not finite
 */
export async function finishDrawing(
  { network, architecture: { scale, start } }: Drawer,
  started: Ink,
  options: DrawInksOptions = {},
): Promise<Ink[]> {
  const { count, seed } = checkDrawOptions(options);
  checkInk(started, `draw: the drawing ${JSON.stringify(started.id)}`);
  const points = pointsIn(started);
  if (points > MOST_POINTS) {
    throw new InputError(
      `draw: expected a started drawing of at most ${MOST_POINTS} points, got ${points}; simplify it, or draw from nothing.`,
    );
  }
  const [first, ...rest] = scaledSteps(drawingOf(started), scale) as [PenStep, ...PenStep[]];
  const given = [{ ...first, dx: start[0] / scale, dy: start[1] / scale }, ...rest];
  const latents = startLatents(network, given, { count, seed });
  try {
    const drawn = await drawSteps(network, { ...options, count, given, latents });
    return drawn.map((steps, index) => ({
      ...started,
      id: `${started.id}, finished ${seed}/${index + 1}`,
      // Without times: the new strokes have none, and an ink has them whole or not at all.
      strokes: [
        ...started.strokes.map(({ x, y }) => ({ x, y })),
        ...strokesBehind(started.strokes, steps, scale),
      ],
    }));
  } finally {
    latents?.dispose();
  }
}

/** New strokes, which begin where the last one ended. */
function strokesBehind(strokes: readonly Stroke[], steps: readonly PenStep[], scale: number): Stroke[] {
  if (steps.length === 0) return [];
  const last = strokes.at(-1) as Stroke;
  const [atX, atY] = [last.x.at(-1) as number, last.y.at(-1) as number];
  return inkOf(steps, { id: 'new strokes', scale }).strokes.map(({ x, y }) => ({
    x: x.map((value) => atX + value),
    y: y.map((value) => atY + value),
  }));
}
