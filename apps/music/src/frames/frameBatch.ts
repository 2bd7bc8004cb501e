import type { Batch } from '@reprise/core';
import { KEYS, LOWEST_KEY, type Frames } from './keys.ts';

/** Pieces as piano rolls, padded to one length. */
export interface FrameBatch extends Batch {
  readonly size: number;
  /** frames of the longest piece */
  readonly time: number;
  /** frames of each piece */
  readonly lengths: Int32Array;
  /** [size, time, keys]: 1 where a key sounds */
  readonly roll: Float32Array;
  /** the most keys that sound at once */
  readonly most: number;
}

/** Pads the rolls of pieces to the longest. */
export function frameBatch(pieces: readonly Frames[]): FrameBatch {
  const lengths = Int32Array.from(pieces, (frames) => frames.length);
  const time = lengths.reduce((most, length) => Math.max(most, length), 0);
  const roll = new Float32Array(pieces.length * time * KEYS);
  let most = 0;
  pieces.forEach((frames, row) => {
    frames.forEach((pitches, at) => {
      for (const pitch of pitches) roll[(row * time + at) * KEYS + pitch - LOWEST_KEY] = 1;
      most = Math.max(most, pitches.length);
    });
  });
  return { size: pieces.length, time, lengths, roll, most, tokens: lengths.reduce((sum, n) => sum + n, 0) };
}

/** What a network reads before it says each frame: the frame before, and whether there is none. [size, time, keys + 1] */
export function previousFrames({ size, time, roll }: FrameBatch): Float32Array {
  const width = KEYS + 1;
  const inputs = new Float32Array(size * time * width);
  for (let row = 0; row < size; row++)
    for (let at = 0; at < time; at++) {
      const to = (row * time + at) * width;
      if (at === 0) inputs[to + KEYS] = 1;
      else {
        const from = (row * time + at - 1) * KEYS;
        inputs.set(roll.subarray(from, from + KEYS), to);
      }
    }
  return inputs;
}

/** 1 for each frame that is one: [size · time]. */
export function realFrames({ size, time, lengths }: FrameBatch): Float32Array {
  const mask = new Float32Array(size * time);
  for (let row = 0; row < size; row++) mask.fill(1, row * time, row * time + (lengths[row] as number));
  return mask;
}
