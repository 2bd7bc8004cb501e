import { InputError } from '@reprise/core';
import { scope, tensor2d, tensor3d } from '@reprise/engine';
import { checkInk } from '../checkInk.ts';
import type { Ink } from '../ink.ts';
import type { Drawer } from './draw.ts';
import { drawingOf, inkOf } from './drawing.ts';
import { drawingBatch } from './drawingBatch.ts';
import { drawSteps, type DrawOptions } from './drawSteps.ts';
import { STEP_FEATURES } from './penTrack.ts';

export interface InterpolateOptions extends DrawOptions {
  /** drawings, of which the first and the last are the model's versions of the two given (default 7) */
  readonly steps?: number | undefined;
}

/** Of what is between two drawings, not of what else there is: near to none, as in the paper's pictures. */
const TEMPERATURE = 0.1;

/**
 * Drawings on the way from one to another: along the great circle between what the model knows them by (Ha and Eck 2017,
 * section 4.2). Ink is expected as `finishDrawing` does, but whole.
 * @throws InputError for options out of range, and for a model without an encoder
 */
export async function interpolate(
  { network, architecture: { scale } }: Drawer,
  from: Ink,
  to: Ink,
  options: InterpolateOptions = {},
): Promise<Ink[]> {
  const { steps = 7, temperature = TEMPERATURE } = options;
  const { encoder, latentSize } = network;
  if (!encoder) {
    throw new InputError(
      'interpolate: expected a variational model, got a decoder alone; train one with the preset sketch, or with latentSize above 0.',
    );
  }
  if (!(Number.isInteger(steps) && steps >= 2))
    throw new InputError(`interpolate: expected 2 drawings or more, got ${steps}.`);
  for (const ink of [from, to]) checkInk(ink, `interpolate: the drawing ${JSON.stringify(ink.id)}`);
  const [first, last] = scope(() => {
    const { inputs, lengths, time } = drawingBatch([drawingOf(from), drawingOf(to)], { scale });
    return encoder.encode(tensor3d(inputs, [2, time, STEP_FEATURES]), lengths).mean.arraySync();
  }) as [number[], number[]];
  const ways = Array.from({ length: steps }, (_, index) => slerp(first, last, index / (steps - 1)));
  const latents = tensor2d(ways, [steps, latentSize]);
  try {
    const drawn = await drawSteps(network, { ...options, temperature, count: steps, latents });
    return drawn.map((own, index) => inkOf(own, { id: `${from.id} to ${to.id}, ${index + 1}`, scale }));
  } finally {
    latents.dispose();
  }
}

/** Spherical interpolation (Shoemake 1985); straight where the two point the same way, or opposite ones. */
export function slerp(from: readonly number[], to: readonly number[], share: number): number[] {
  const product = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((sum, value, at) => sum + value * (b[at] as number), 0);
  const cosine = product(from, to) / Math.sqrt(product(from, from) * product(to, to));
  const angle = Math.acos(Math.max(-1, Math.min(1, cosine)));
  const sine = Math.sin(angle);
  const [a, b] =
    sine > 1e-4 ? [Math.sin((1 - share) * angle) / sine, Math.sin(share * angle) / sine] : [1 - share, share];
  return from.map((value, at) => a * value + b * (to[at] as number));
}
