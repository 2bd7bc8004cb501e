/**
 * The bytes of MIDI files. An event without the time before it is a list of bytes.
 *
 * Why not by midi-file's `writeMidi`: it copies all that it has for each text and each time above 127, so that a track
 * of 20 000 notes takes half a minute, and it writes texts as Latin-1.
 */

/** An event at its place in a track. */
export interface PlacedEvent {
  readonly tick: number;
  /** among the events of a tick, the lowest first */
  readonly order: number;
  readonly bytes: readonly number[];
}

/** Kinds of what is told about the music, beside its notes. */
const META = {
  trackName: 0x03,
  marker: 0x06,
  endOfTrack: 0x2f,
  tempo: 0x51,
  meter: 0x58,
  key: 0x59,
} as const;

export function noteOn(channel: number, pitch: number, velocity: number): number[] {
  return [0x90 | channel, pitch, velocity];
}

export function noteOff(channel: number, pitch: number): number[] {
  return [0x80 | channel, pitch, 0];
}

export function programChange(channel: number, program: number): number[] {
  return [0xc0 | channel, program];
}

/** What tells of the music; its data as bytes, or a text, which is written as UTF-8. */
export function meta(kind: keyof typeof META, data: readonly number[] | string): number[] {
  const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data;
  return [0xff, META[kind], ...variableLength(bytes.length), ...bytes];
}

/** A file of format 1. */
export function midiFile(ticksPerQuarter: number, tracks: readonly (readonly PlacedEvent[])[]): Uint8Array {
  const chunks = [
    chunk('MThd', [...bigEndian(1, 2), ...bigEndian(tracks.length, 2), ...bigEndian(ticksPerQuarter, 2)]),
    ...tracks.map((events) => chunk('MTrk', trackBytes(events))),
  ];
  const file = new Uint8Array(
    chunks.reduce((length, { header, data }) => length + header.length + data.length, 0),
  );
  let at = 0;
  for (const { header, data } of chunks) {
    file.set(header, at);
    file.set(data, at + header.length);
    at += header.length + data.length;
  }
  return file;
}

/** The low bytes of a number, the highest first. */
export function bigEndian(value: number, bytes: number): number[] {
  return Array.from({ length: bytes }, (_, index) => (value >> (8 * (bytes - 1 - index))) & 0xff);
}

function chunk(id: string, data: readonly number[]): { header: readonly number[]; data: readonly number[] } {
  const letters = Array.from(id, (letter) => letter.charCodeAt(0));
  return { header: [...letters, ...bigEndian(data.length, 4)], data };
}

function trackBytes(events: readonly PlacedEvent[]): number[] {
  const bytes: number[] = [];
  let now = 0;
  for (const event of events.toSorted((a, b) => a.tick - b.tick || a.order - b.order)) {
    bytes.push(...variableLength(event.tick - now));
    for (const byte of event.bytes) bytes.push(byte);
    now = event.tick;
  }
  bytes.push(0, ...meta('endOfTrack', []));
  return bytes;
}

/** Seven bits a byte, the highest first; all but the last byte are marked. */
function variableLength(value: number): number[] {
  const bytes = [value & 0x7f];
  for (let rest = value >> 7; rest > 0; rest >>= 7) bytes.unshift((rest & 0x7f) | 0x80);
  return bytes;
}
