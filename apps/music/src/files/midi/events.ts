import { InputError } from '@reprise/core/errors';
import { parseMidi, type MidiEvent } from 'midi-file';

/** An event and when it happens, counted from the beginning of the piece. */
export interface TimedEvent {
  readonly tick: number;
  readonly event: MidiEvent;
}

export interface MidiTrack {
  /** in time */
  readonly events: readonly TimedEvent[];
  readonly endTick: number;
}

const HEADER = [0x4d, 0x54, 0x68, 0x64, 0, 0, 0, 6, 0, 0, 0, 1, 0, 96];
const TRACK = [0x4d, 0x54, 0x72, 0x6b];

/**
 * An event of our own behind a track's last one. The parser reads over the end of a track without a word; where its
 * last event is this one, it was in step until the end.
 */
const SENTINEL_DATA = [0x52, 0x50, 0x53, 0x45];
const SENTINEL = [0, 0xff, 0x7f, SENTINEL_DATA.length, ...SENTINEL_DATA];

const DATA_FIELDS = ['noteNumber', 'velocity', 'programNumber', 'controllerType', 'value'] as const;

/**
 * The events of a track.
 * @param place what messages call it
 * @throws InputError when its bytes are no MIDI events
 */
export function readEvents(bytes: Uint8Array, place: string): MidiTrack {
  const parsed = parseTrack(bytes, place);
  const sentinel = parsed.pop();
  if (sentinel === undefined || !isSentinel(sentinel)) {
    throw new InputError(
      `${place}: its last event does not end where the track does: it is cut short or damaged`,
    );
  }
  const events: TimedEvent[] = [];
  let tick = 0;
  for (const event of parsed) {
    if (!(event.deltaTime >= 0))
      throw new InputError(`${place}: expected a time of at most 28 bits: it is damaged`);
    tick += event.deltaTime;
    checkData(event, place);
    if (event.type === 'endOfTrack') break;
    events.push({ tick, event });
  }
  return { events, endTick: tick };
}

function parseTrack(bytes: Uint8Array, place: string): MidiEvent[] {
  const length = bytes.length + SENTINEL.length;
  const file = forwardOnly(new Uint8Array(HEADER.length + TRACK.length + 4 + length));
  file.set([...HEADER, ...TRACK]);
  new DataView(file.buffer).setUint32(HEADER.length + TRACK.length, length);
  file.set(bytes, file.length - length);
  file.set(SENTINEL, file.length - SENTINEL.length);
  try {
    return parseMidi(file).tracks[0] ?? [];
  } catch (error) {
    // The parser itself throws texts, and overflows the stack with a text that is long.
    const words = error instanceof Error ? error.message : String(error);
    throw new InputError(
      `${place}: damaged: ${error instanceof RangeError ? 'a text that is too long' : words}`,
    );
  }
}

/**
 * Bytes in which the parser cannot step back: of a length of more than 31 bits it makes a negative number, goes back by
 * it, and would read the same events without end.
 */
function forwardOnly(bytes: Uint8Array): Uint8Array {
  return Object.assign(bytes, {
    slice(from: number, to: number): Uint8Array {
      if (to < from) throw new Error('a length of more than 28 bits');
      return forwardOnly(Uint8Array.prototype.slice.call(bytes, from, to));
    },
  });
}

function isSentinel(event: MidiEvent): boolean {
  return (
    event.type === 'sequencerSpecific' &&
    event.deltaTime === 0 &&
    event.data.length === SENTINEL_DATA.length &&
    SENTINEL_DATA.every((byte, index) => event.data[index] === byte)
  );
}

/** Bytes of data have seven bits; the parser takes what comes. */
function checkData(event: MidiEvent, place: string): void {
  if ('meta' in event || event.type === 'pitchBend') return;
  for (const field of DATA_FIELDS) {
    const value = (event as Partial<Record<typeof field, number>>)[field];
    if (value !== undefined && value > 127) {
      throw new InputError(
        `${place}: expected data of 0 to 127 in a ${event.type} event, got ${value}: it is damaged`,
      );
    }
  }
}
