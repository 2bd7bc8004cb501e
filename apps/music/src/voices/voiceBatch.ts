import type { Batch } from '@reprise/core';
import { stepsOf, type VoiceGrid } from '../score.ts';
import { barPositions, POSITION_SIZE } from './positions.ts';
import { HOLD, TURN, tokenOf, UNKNOWN, VOICE_COUNT } from './tokens.ts';

/** Which notes of a piece are given, and so are read and not said: [steps · voices], 1 where given. */
export type Given = Uint8Array;

/** Pieces as the network takes them, padded to one length. Lists over voices are in the order of `VOICES`. */
export interface VoiceBatch extends Batch {
  readonly size: number;
  /** steps of the longest piece */
  readonly time: number;
  readonly lengths: Int32Array;
  /** [size, time, POSITION_SIZE] */
  readonly positions: Float32Array;
  readonly given: ReadVoices;
  /** of the step before */
  readonly previous: ReadVoices;
  /**
   * What each voice sees when it is its turn, [size, time, voices, voices]: itself one step before, and the others of
   * this step as far as they are given or said.
   */
  readonly seen: Int32Array;
  /** What each voice says, [size, time, voices]; NOT_SAID where it is given, or padding */
  readonly labels: Int32Array;
}

/** Voices as they are read. */
export interface ReadVoices {
  /** [size, time, voices], UNKNOWN where nothing is known */
  readonly tokens: Int32Array;
  /** [size, time, voices]: 1 where a note, or silence, is known to begin */
  readonly begins: Float32Array;
}

/** The label of what is not said. */
export const NOT_SAID = -1;

/** @param given for each piece; nothing else is UNKNOWN to the network */
export function voiceBatch(pieces: readonly VoiceGrid[], given: readonly Given[]): VoiceBatch {
  const lengths = Int32Array.from(pieces, stepsOf);
  const [size, time] = [pieces.length, lengths.reduce((most, length) => Math.max(most, length), 0)];
  const count = size * time * VOICE_COUNT;
  const read = (): ReadVoices => ({ tokens: new Int32Array(count), begins: new Float32Array(count) });
  const batch = {
    size,
    time,
    lengths,
    positions: new Float32Array(size * time * POSITION_SIZE),
    given: read(),
    previous: read(),
    seen: new Int32Array(count * VOICE_COUNT),
    labels: new Int32Array(count).fill(NOT_SAID),
  };
  pieces.forEach((piece, row) => {
    layOut(piece, given[row] as Given, row, batch);
  });
  return { ...batch, tokens: batch.labels.reduce((sum, label) => sum + (label === NOT_SAID ? 0 : 1), 0) };
}

function layOut(piece: VoiceGrid, given: Given, row: number, batch: Omit<VoiceBatch, 'tokens'>): void {
  const steps = stepsOf(piece);
  batch.positions.set(barPositions(steps, piece), row * batch.time * POSITION_SIZE);
  const tokens = piece.voices.map((pitches) => Int32Array.from(pitches, tokenOf));
  const isGiven = (step: number, voice: number): boolean => given[step * VOICE_COUNT + voice] === 1;
  for (let step = 0; step < steps; step++)
    for (let voice = 0; voice < VOICE_COUNT; voice++) {
      const at = (row * batch.time + step) * VOICE_COUNT + voice;
      const own = tokens[voice] as Int32Array;
      const [now, before] = [own[step] as number, step > 0 ? (own[step - 1] as number) : UNKNOWN];
      if (isGiven(step, voice)) {
        batch.given.tokens[at] = now;
        if (now !== before && (step === 0 || isGiven(step - 1, voice))) batch.given.begins[at] = 1;
      } else batch.labels[at] = now === before ? HOLD : now;
      batch.previous.tokens[at] = before;
      if (step > 0 && before !== (step > 1 ? own[step - 2] : UNKNOWN)) batch.previous.begins[at] = 1;
      for (let other = 0; other < VOICE_COUNT; other++) {
        const isKnown = isGiven(step, other) || (TURN[other] as number) < (TURN[voice] as number);
        const otherNow = (tokens[other] as Int32Array)[step] as number;
        batch.seen[at * VOICE_COUNT + other] = other === voice ? before : isKnown ? otherNow : UNKNOWN;
      }
    }
}

/** Nothing given. */
export function nothingGiven(piece: VoiceGrid): Given {
  return new Uint8Array(stepsOf(piece) * VOICE_COUNT);
}

/** Whole voices given. @param voices numbers into `VOICES` */
export function voicesGiven(piece: VoiceGrid, voices: Iterable<number>): Given {
  const given = nothingGiven(piece);
  for (const voice of voices) for (let at = voice; at < given.length; at += VOICE_COUNT) given[at] = 1;
  return given;
}
