import { generate, packCell, unroll, type Draw } from '@reprise/core';
import { scope, tensor2d, tensor3d, type Rng, type Tensor2D } from '@reprise/engine';
import type { FrameModel } from './frameModel.ts';
import { KEYS, LOWEST_KEY, type Frames } from './keys.ts';

export interface SampleFramesOptions {
  /** frames that the piece begins with */
  readonly beginning?: Frames | undefined;
  /** of the whole piece, in frames */
  readonly length: number;
  readonly rng: Rng;
  readonly signal?: AbortSignal | undefined;
}

/** Draws a piece frame by frame, behind a beginning. */
export async function sampleFrames(
  model: FrameModel,
  { beginning = [], length, rng, signal }: SampleFramesOptions,
): Promise<Frames> {
  const sampler = model.head.sampler();
  const given = beginning.map((pitches) => pitches.map((pitch) => pitch - LOWEST_KEY));
  const read = scope(() => {
    const initial = model.cell.initialState(1);
    if (given.length === 0) return { state: [...initial] };
    // The last frame given is the first input below.
    const inputs = [undefined, ...given.slice(0, -1)].flatMap((keys) => [...inputOf(keys)]);
    const xs = tensor3d(inputs, [1, given.length, KEYS + 1]);
    return { state: [...unroll(model.cell, xs, { initialState: initial }).last] };
  });
  const draw: Draw<Tensor2D, number[], Tensor2D, 'numbers'> = {
    prepare: (hidden) => ({ numbers: sampler.prepare(hidden) }),
    choose: ({ numbers }, key) => ({ value: sampler.draw(numbers as Float32Array, key), logProb: 0 }),
    input: ([keys]) => tensor2d(inputOf(keys), [1, KEYS + 1]),
  };
  const cell = packCell(model.cell);
  try {
    const [generated] = await generate<Tensor2D, number[], Tensor2D, 'numbers'>(
      {
        step(input, state) {
          const next = cell.value.step(input, state);
          return { emission: next[0] as Tensor2D, state: next };
        },
      },
      {
        input: () => tensor2d(inputOf(given.at(-1)), [1, KEYS + 1]),
        state: () => read.state,
        draw,
        rng,
        maxLength: [Math.max(0, length - given.length)],
        isDone: () => false,
        signal,
      },
    );
    const drawn = generated?.values ?? [];
    return [...beginning, ...drawn.map((keys) => keys.map((key) => key + LOWEST_KEY))];
  } finally {
    cell.free();
    for (const part of read.state) part.dispose();
  }
}

/** A frame as the network reads it; undefined is that before the first. */
function inputOf(keys: readonly number[] | undefined): Float32Array {
  const input = new Float32Array(KEYS + 1);
  for (const key of keys ?? []) input[key] = 1;
  if (keys === undefined) input[KEYS] = 1;
  return input;
}
