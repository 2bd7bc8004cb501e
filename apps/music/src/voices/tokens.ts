import { InputError } from '@reprise/core/errors';
import { REST } from '../score.ts';

/** The lowest and the highest pitch that can be said: the voices' ranges, and half an octave to transpose them. */
const LOWEST_PITCH = 28;
const HIGHEST_PITCH = 88;

/** What can be said, as a range. */
export const SAYABLE: readonly [low: number, high: number] = [LOWEST_PITCH, HIGHEST_PITCH];

/** The pitch before goes on; so does silence. */
export const HOLD = 0;
/** Silence begins. */
const REST_TOKEN = 1;
const FIRST_PITCH = 2;
export const VOCAB_SIZE = FIRST_PITCH + HIGHEST_PITCH - LOWEST_PITCH + 1;

/** Where a token is read, and not said: nothing is known. It shares the number of {@link HOLD}, which is never read. */
export const UNKNOWN = 0;

/**
 * Voices in the order in which they are said within a step, as numbers into `VOICES`: the outer ones first, since they
 * carry the harmony.
 */
export const ORDER: readonly number[] = [0, 3, 1, 2];
export const VOICE_COUNT = ORDER.length;

/** The place of each voice in {@link ORDER}. */
export const TURN: readonly number[] = ORDER.map((_, voice) => ORDER.indexOf(voice));

/** @throws InputError for a pitch outside of what can be said */
export function tokenOf(pitch: number): number {
  if (pitch === REST) return REST_TOKEN;
  if (pitch >= LOWEST_PITCH && pitch <= HIGHEST_PITCH) return FIRST_PITCH + pitch - LOWEST_PITCH;
  throw new InputError(
    `voices: expected pitches from ${LOWEST_PITCH} to ${HIGHEST_PITCH}, got ${pitch}. Transpose the piece.`,
  );
}

/** Whether a token that is read is of a pitch. */
export function isPitch(token: number): boolean {
  return token >= FIRST_PITCH;
}

/** @param token of a pitch or a rest, not {@link HOLD} */
export function pitchOf(token: number): number {
  return token === REST_TOKEN ? REST : token - FIRST_PITCH + LOWEST_PITCH;
}
