import { InputError } from '@reprise/core/errors';
import type { Part, Score } from '../score.ts';
import { chordName } from '../theory/chordNames.ts';
import { checkScore } from './checkScore.ts';
import { bigEndian, meta, midiFile, noteOff, noteOn, programChange, type PlacedEvent } from './midi/bytes.ts';
import {
  CHORD_MARK,
  DRUM_CHANNEL,
  MAX_VELOCITY,
  quarterMicroseconds,
  upbeatMeter,
} from './midi/conventions.ts';

/** Divisible by 64 and by 3, 5 and 15. */
const TICKS_PER_QUARTER = 960;
/** The longest time that a file can hold before an event. */
const LAST_TICK = 0x0f_ff_ff_ff;
/** Of a note that says nothing of it: mezzo forte. */
const DEFAULT_VELOCITY = 80 / MAX_VELOCITY;
const MELODIC_CHANNELS = Array.from({ length: 16 }, (_, channel) => channel).filter(
  (c) => c !== DRUM_CHANNEL,
);

/** At one tick, notes end before others begin, so that equal pitches in a row do not swallow each other. */
const ORDER = { end: 0, change: 1, strike: 2 } as const;

/**
 * Writes a score as a standard MIDI file of format 1, which readMidi reads back: a track of tempos, meters, keys and
 * chords (as markers `chord: Am`), then one for each part. An upbeat is a first bar of its own length, and must be a
 * number of 64ths to be told. Times are rounded to a 960th of a quarter note; of equal notes that overlap in a part,
 * the one struck first ends first. Beyond fifteen, melodic parts share channels, and players give those one instrument.
 *
 * @throws InputError when a number of the score is out of its range
 */
export function writeMidi(score: Score): Uint8Array {
  checkScore(score, score.title ?? 'the score');
  let melodic = 0;
  const parts = score.parts.map((part) => {
    const channel =
      part.isDrums === true ? DRUM_CHANNEL : MELODIC_CHANNELS[melodic++ % MELODIC_CHANNELS.length];
    return partEvents(part, channel ?? 0);
  });
  return midiFile(TICKS_PER_QUARTER, [changeEvents(score), ...parts]);
}

function changeEvents({ title, tempos, meters, keys, chords, upbeat }: Score): PlacedEvent[] {
  return [
    ...nameEvents(title),
    ...withUpbeat(meters, upbeat).map(({ onset, beats, unit }) =>
      // 24 MIDI clocks a click, 8 32nds a quarter note.
      change(onset, meta('meter', [beats, Math.log2(unit), 24, 8])),
    ),
    ...keys.map(({ onset, fifths, mode }) =>
      change(onset, meta('key', [fifths & 0xff, mode === 'minor' ? 1 : 0])),
    ),
    ...tempos.map(({ onset, tempo }) =>
      change(onset, meta('tempo', bigEndian(quarterMicroseconds(tempo), 3))),
    ),
    ...chords.map(({ onset, chord }) => change(onset, meta('marker', CHORD_MARK + chordName(chord)))),
  ];
}

function withUpbeat(meters: Score['meters'], upbeat: number): Score['meters'] {
  const first = meters.findLast(({ onset }) => onset <= upbeat) ?? { beats: 4, unit: 4 };
  const bar = upbeat > 0 ? upbeatMeter(upbeat, first) : undefined;
  if (bar === undefined) return meters;
  return [{ ...bar, onset: 0 }, { ...first, onset: upbeat }, ...meters.filter(({ onset }) => onset > upbeat)];
}

function partEvents({ name, program, notes }: Part, channel: number): PlacedEvent[] {
  const events = nameEvents(name);
  if (program !== undefined) events.push(change(0, programChange(channel, program)));
  for (const { pitch, onset, duration, velocity = DEFAULT_VELOCITY } of notes) {
    const start = tickOf(onset);
    const end = Math.max(start + 1, tickOf(onset + duration));
    const strength = Math.max(1, Math.round(velocity * MAX_VELOCITY));
    events.push(
      { tick: start, order: ORDER.strike, bytes: noteOn(channel, pitch, strength) },
      { tick: end, order: ORDER.end, bytes: noteOff(channel, pitch) },
    );
  }
  return events;
}

function nameEvents(name: string | undefined): PlacedEvent[] {
  return name === undefined ? [] : [change(0, meta('trackName', name))];
}

function change(onset: number, bytes: readonly number[]): PlacedEvent {
  return { tick: tickOf(onset), order: ORDER.change, bytes };
}

function tickOf(quarters: number): number {
  const tick = Math.round(quarters * TICKS_PER_QUARTER);
  if (tick > LAST_TICK) {
    throw new InputError(
      `a MIDI file holds times up to ${Math.floor(LAST_TICK / TICKS_PER_QUARTER)} quarter notes, got ${quarters}`,
    );
  }
  return tick;
}
