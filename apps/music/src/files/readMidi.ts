import { InputError } from '@reprise/core/errors';
import {
  barQuarters,
  type ChordChange,
  type KeyChange,
  type MeterChange,
  type Part,
  type Score,
  type TempoChange,
} from '../score.ts';
import { readChordName } from './chordNames.ts';
import { readChunks } from './midi/chunks.ts';
import { readEvents, type MidiTrack } from './midi/events.ts';
import { pairNotes } from './midi/channelNotes.ts';
import { CHORD_MARK, DRUM_CHANNEL, tempoOf } from './midi/conventions.ts';
import { sortChanges } from './noteOrder.ts';
import { decodeText } from './textBytes.ts';

const LARGEST_UNIT = 128;

/**
 * Reads a standard MIDI file of format 0 or 1. Each channel of each track is a part; parts without notes are left out.
 * The sustain pedal lengthens notes, channel 10 is percussion, and a first bar shorter than its meter is the upbeat.
 * A tempo, meter or key that cannot be is left out, as players do.
 *
 * @param name what messages call the file
 * @throws InputError when the bytes are no such file, or a damaged one
 */
export function readMidi(bytes: Uint8Array, name: string): Score {
  const { format, ticksPerQuarter, tracks: chunks } = readChunks(bytes, name);
  const tracks = chunks.map((chunk, index) => readEvents(chunk, `${name}, track ${index + 1}`));
  if (!tracks.every(({ endTick }) => Number.isSafeInteger(endTick))) {
    throw new InputError(`${name}: expected times that can be counted, got a longer piece: it is damaged`);
  }
  const channels = pairNotes(tracks, ticksPerQuarter);
  const { tempos, meters, keys, chords } = readChanges(tracks, ticksPerQuarter);
  const [first] = tracks;
  const isTitle = format === 0 || !channels.some(({ track }) => track === 0);
  return {
    title: isTitle && first !== undefined ? textOf(first, 'trackName') : undefined,
    parts: channels.map(({ track, channel, program, notes }): Part => {
      const { [track]: events } = tracks;
      const named = events !== undefined && !(isTitle && track === 0);
      return {
        name: named ? (textOf(events, 'trackName') ?? textOf(events, 'instrumentName')) : undefined,
        program,
        isDrums: channel === DRUM_CHANNEL ? true : undefined,
        notes,
      };
    }),
    tempos,
    keys,
    chords,
    ...splitUpbeat(meters),
  };
}

type Changes = Pick<Score, 'tempos' | 'meters' | 'keys' | 'chords'>;

function readChanges(tracks: readonly MidiTrack[], ticksPerQuarter: number): Changes {
  const tempos: TempoChange[] = [];
  const meters: MeterChange[] = [];
  const keys: KeyChange[] = [];
  const chords: ChordChange[] = [];
  for (const { tick, event } of tracks.flatMap(({ events }) => events)) {
    const onset = tick / ticksPerQuarter;
    switch (event.type) {
      case 'setTempo':
        if (event.microsecondsPerBeat > 0) tempos.push({ onset, tempo: tempoOf(event.microsecondsPerBeat) });
        break;
      case 'timeSignature': {
        const { numerator: beats, denominator: unit } = event;
        if (beats > 0 && unit > 0 && unit <= LARGEST_UNIT) meters.push({ onset, beats, unit });
        break;
      }
      case 'keySignature':
        if (Math.abs(event.key) <= 7 && event.scale <= 1) {
          keys.push({ onset, fifths: event.key, mode: event.scale === 1 ? 'minor' : 'major' });
        }
        break;
      case 'marker': {
        const chord = event.text.startsWith(CHORD_MARK)
          ? readChordName(event.text.slice(CHORD_MARK.length))
          : undefined;
        if (chord !== undefined) chords.push({ onset, chord });
        break;
      }
      default:
    }
  }
  return {
    tempos: sortChanges(tempos),
    meters: sortChanges(meters),
    keys: sortChanges(keys),
    chords: sortChanges(chords),
  };
}

/** A piece whose first meter lasts one bar, shorter than the bars that follow, begins with an upbeat. */
function splitUpbeat(meters: readonly MeterChange[]): Pick<Score, 'meters' | 'upbeat'> {
  const [first, second, ...rest] = meters;
  if (
    first?.onset === 0 &&
    second?.onset === barQuarters(first) &&
    barQuarters(first) < barQuarters(second)
  ) {
    return { meters: [{ ...second, onset: 0 }, ...rest], upbeat: second.onset };
  }
  return { meters, upbeat: 0 };
}

/** The first text of a kind that says something. */
function textOf({ events }: MidiTrack, type: 'trackName' | 'instrumentName'): string | undefined {
  for (const { event } of events) {
    // The parser makes a character of each byte.
    const text =
      event.type === type ? decodeText(Uint8Array.from(event.text, (byte) => byte.charCodeAt(0))) : '';
    const trimmed = text.replaceAll('\0', '').trim();
    if (trimmed !== '') return trimmed;
  }
  return undefined;
}
