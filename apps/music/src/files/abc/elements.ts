import { InputError } from '@reprise/core/errors';
import type { Meter as AbcMeter } from 'abcjs';
import type { Chord, Meter } from '../../score.ts';
import { readChordName } from '../chordNames.ts';
import type { AbcBar } from './repeats.ts';
import type { AbcClef, AbcElement, AbcTempo } from './tree.ts';

/** Times of written music are counted in whole numbers, so that tuplets add up; divisible by 64, 9, 5 and 7. */
export const TICKS_PER_QUARTER = 20_160;

/** A note of no length is a head without a stem. */
const STEMLESS = 1 / 4;
const MOST_PASSES = 99;

/** The length of a note or rest. @param tuplet what it is multiplied by */
export function ticksOf({ duration }: AbcElement, tuplet: number, place: string): number {
  const whole = typeof duration === 'number' && duration !== 0 ? duration : STEMLESS;
  const ticks = Math.round(whole * tuplet * 4 * TICKS_PER_QUARTER);
  if (ticks >= 1 && Number.isSafeInteger(ticks)) return ticks;
  throw new InputError(
    `${place}: expected lengths that can be counted, got a note of ${whole * tuplet} whole notes`,
  );
}

export function readBar({ type = '', startEnding, endEnding }: AbcElement, time: number): AbcBar {
  return {
    time,
    endsRepeat: type === 'bar_right_repeat' || type === 'bar_dbl_repeat',
    startsRepeat: type === 'bar_left_repeat' || type === 'bar_dbl_repeat',
    ending: startEnding === undefined ? undefined : passesOf(startEnding),
    endsEnding: endEnding === true,
  };
}

/** The numbers of `1`, `1,3` and `1-3`; undefined where there are none. */
function passesOf(text: string): number[] | undefined {
  const passes = text.split(',').flatMap((range) => {
    const [, first = '', last = first] = /^\D*(\d+)[^\d-]*(?:-\D*(\d+))?/u.exec(range) ?? [];
    const [from, to] = [Math.max(1, Number(first)), Math.min(MOST_PASSES, Number(last))];
    return first === '' ? [] : Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
  });
  return passes.length > 0 ? passes : undefined;
}

/** Undefined where the music is in no meter, or in one that cannot be. */
export function meterOf({ type, value }: AbcMeter): Meter | undefined {
  if (type === 'common_time') return { beats: 4, unit: 4 };
  if (type === 'cut_time') return { beats: 2, unit: 2 };
  const [first] = value ?? [];
  if (type !== 'specified' || first === undefined) return undefined;
  // Texts, whatever their type says; 3+2/8 is five beats.
  const beats = String(first.num)
    .split('+')
    .reduce((sum, count) => sum + Number(count), 0);
  const unit = Number(String(first.den ?? 1));
  const isMeter = Number.isInteger(beats) && beats >= 1 && beats <= 255 && unit <= 128;
  return isMeter && Number.isInteger(Math.log2(unit)) && unit >= 1 ? { beats, unit } : undefined;
}

/** Quarter notes a minute; undefined where a tempo says no number. */
export function tempoOf(tempo: AbcTempo | undefined): number | undefined {
  if (tempo?.bpm === undefined) return undefined;
  const beat = [tempo.duration ?? 1 / 4].flat().reduce((sum, part) => sum + part, 0);
  const quarters = tempo.bpm * beat * 4;
  return Number.isFinite(quarters) && quarters > 0 ? quarters : undefined;
}

/** The chord symbol at a note or bar line; other texts there say nothing of the music. */
export function chordOf({ chord = [] }: AbcElement): Chord | undefined {
  for (const { name, position } of chord) {
    if (position === undefined || position === 'default') {
      const parsed = readChordName(name);
      if (parsed !== undefined) return parsed;
    }
  }
  return undefined;
}

/** Semitones by which a clef's music sounds higher than it is written. */
export function transposeOf({ type = '', transpose = 0 }: AbcClef): number {
  const octave = type.endsWith('-8') ? -12 : type.endsWith('+8') ? 12 : 0;
  return octave + transpose;
}
