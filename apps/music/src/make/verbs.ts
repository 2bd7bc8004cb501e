import { InputError } from '@reprise/core/errors';
import type { LoadedVoices } from '../modelFolder.ts';
import {
  REST,
  stepsOf,
  STEPS_PER_QUARTER,
  VOICES,
  type Meter,
  type Voice,
  type VoiceGrid,
} from '../score.ts';
import { barSteps } from '../voices/positions.ts';
import { VOICE_COUNT } from '../voices/tokens.ts';
import { nothingGiven, voicesGiven } from '../voices/voiceBatch.ts';
import { draw, type Drawn, type DrawOptions } from './draw.ts';

export interface ComposeOptions extends DrawOptions {
  readonly bars: number;
  readonly meter?: Meter | undefined;
  /** quarters before the first bar line (default 0) */
  readonly upbeat?: number | undefined;
}

/** Writes a piece from nothing. */
export async function compose(
  model: LoadedVoices,
  { bars, meter = { beats: 4, unit: 4 }, upbeat = 0, ...options }: ComposeOptions,
): Promise<Drawn> {
  const before = Math.round(upbeat * STEPS_PER_QUARTER);
  const steps = bars * barSteps(meter) + before;
  const piece: VoiceGrid = { id: 'composition', meter, upbeat: before, voices: silence(steps) };
  return draw(model, piece, nothingGiven(piece), options);
}

export interface ContinueOptions extends DrawOptions {
  /** bars to add */
  readonly bars: number;
}

/** Goes on with the beginning of a piece. Voices that it does not have are added to it as well. */
export async function continuePiece(
  model: LoadedVoices,
  beginning: VoiceGrid,
  { bars, ...options }: ContinueOptions,
): Promise<Drawn> {
  const length = stepsOf(beginning);
  const steps = length + bars * barSteps(beginning.meter);
  const piece = lengthen(beginning, steps);
  const given = nothingGiven(piece);
  beginning.voices.forEach((pitches, voice) => {
    if (pitches.every((pitch) => pitch === REST)) return;
    for (let step = 0; step < length; step++) given[step * VOICE_COUNT + voice] = 1;
  });
  return draw(model, piece, given, options);
}

export interface HarmoniseOptions extends DrawOptions {
  /** what is kept; the others are written (default the soprano) */
  readonly voices?: readonly Voice[] | undefined;
}

/** Writes the voices that are missing, the soprano (or others) given: an accompaniment, or an inner voice. */
export async function harmonise(
  model: LoadedVoices,
  piece: VoiceGrid,
  { voices = ['soprano'], ...options }: HarmoniseOptions = {},
): Promise<Drawn> {
  const kept = voices.map((voice) => VOICES.indexOf(voice));
  const silent = voices.find((_, index) =>
    piece.voices[kept[index] as number]?.every((pitch) => pitch === REST),
  );
  if (silent !== undefined)
    throw new InputError(`harmonise: expected notes in the ${silent}, which is to be kept, got none.`);
  return draw(model, piece, voicesGiven(piece, kept), options);
}

export interface RewriteOptions extends DrawOptions {
  /** the first and the last bar to write anew, from 1; an upbeat belongs to the first */
  readonly bars: readonly [number, number];
  /** whose notes are written anew (default all) */
  readonly voices?: readonly Voice[] | undefined;
}

/** Writes some bars of a piece anew, to fit what stands before and behind them. */
export async function rewrite(
  model: LoadedVoices,
  piece: VoiceGrid,
  { bars: [first, last], voices = VOICES, ...options }: RewriteOptions,
): Promise<Drawn> {
  const bar = barSteps(piece.meter);
  const steps = stepsOf(piece);
  const count = Math.ceil((steps - piece.upbeat) / bar);
  if (!(first >= 1 && first <= last && last <= count))
    throw new InputError(`rewrite: expected bars between 1 and ${count}, got ${first} to ${last}.`);
  const from = first === 1 ? 0 : piece.upbeat + (first - 1) * bar;
  const given = nothingGiven(piece).fill(1);
  for (let step = from; step < Math.min(steps, piece.upbeat + last * bar); step++)
    for (const voice of voices) given[step * VOICE_COUNT + VOICES.indexOf(voice)] = 0;
  return draw(model, piece, given, options);
}

function silence(steps: number): Int16Array[] {
  return VOICES.map(() => new Int16Array(steps).fill(REST));
}

function lengthen(piece: VoiceGrid, steps: number): VoiceGrid {
  const voices = silence(steps);
  piece.voices.forEach((pitches, voice) => voices[voice]?.set(pitches));
  return { ...piece, voices };
}
