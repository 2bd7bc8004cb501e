import { InputError } from '@reprise/core/errors';

/** A standard MIDI file before its events are read. */
export interface MidiChunks {
  readonly format: 0 | 1;
  readonly ticksPerQuarter: number;
  /** the events of each track, as bytes */
  readonly tracks: readonly Uint8Array[];
}

const HEADER_BYTES = 14;
const CHUNK_BYTES = 8;

/** What files that are no MIDI begin with. */
const OTHER_FORMS: readonly (readonly [start: string, advice: string])[] = [
  ['RIFF', 'a RIFF file: export it as a standard MIDI file'],
  ['PK', 'a zip archive: give the MIDI file inside'],
  ['<', 'XML, perhaps MusicXML: export it as a standard MIDI file'],
  ['X:', 'ABC notation: give it a name ending in .abc'],
];

/**
 * Takes a standard MIDI file apart. Chunks that are neither header nor track are left out, as the standard demands.
 * @throws InputError when it is none, is cut short, or counts time in another way than in parts of a quarter note
 */
export function readChunks(bytes: Uint8Array, name: string): MidiChunks {
  if (textAt(bytes, 0, 4) !== 'MThd') {
    const other = OTHER_FORMS.find(([start]) => textAt(bytes, 0, start.length) === start)?.[1];
    const found = other ?? (bytes.length === 0 ? 'nothing' : 'something else');
    throw new InputError(`${name}: expected a standard MIDI file, which begins with MThd, got ${found}`);
  }
  if (bytes.length < HEADER_BYTES) {
    throw new InputError(
      `${name}: expected a header of ${HEADER_BYTES} bytes, got a file of ${bytes.length}`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = view.getUint32(4);
  if (headerLength < 6) {
    throw new InputError(`${name}: expected a header of at least 6 bytes, got one of ${headerLength}`);
  }
  const expected = view.getUint16(10);
  const tracks = readTracks(bytes, view, CHUNK_BYTES + headerLength, expected, name);
  if (tracks.length < expected) {
    throw new InputError(
      `${name}: expected ${expected} tracks, as its header says, got ${tracks.length}: it is cut short or damaged`,
    );
  }
  return {
    format: checkFormat(view.getUint16(8), name),
    ticksPerQuarter: checkDivision(view.getUint16(12), name),
    tracks,
  };
}

function readTracks(
  bytes: Uint8Array,
  view: DataView,
  from: number,
  expected: number,
  name: string,
): Uint8Array[] {
  const tracks: Uint8Array[] = [];
  let at = from;
  while (at + CHUNK_BYTES <= bytes.length) {
    const length = view.getUint32(at + 4);
    const [start, end] = [at + CHUNK_BYTES, at + CHUNK_BYTES + length];
    if (end > bytes.length) {
      // Behind the last track there may be anything.
      if (tracks.length >= expected) break;
      throw new InputError(
        `${name}: expected ${length} bytes of a track from byte ${start} on, got ${bytes.length - start}: ` +
          'it is cut short or damaged',
      );
    }
    if (textAt(bytes, at, 4) === 'MTrk') tracks.push(bytes.subarray(start, end));
    at = end;
  }
  return tracks;
}

function checkFormat(format: number, name: string): 0 | 1 {
  if (format === 0 || format === 1) return format;
  throw new InputError(
    `${name}: expected a MIDI file of format 0 or 1, got format ${format}: export it again as format 1`,
  );
}

function checkDivision(division: number, name: string): number {
  if (division >= 0x8000) {
    throw new InputError(
      `${name}: expected time in parts of a quarter note, got SMPTE frames, which know no bars: ` +
        'export it again with musical time',
    );
  }
  if (division === 0) {
    throw new InputError(`${name}: expected at least 1 tick a quarter note, got 0: it is damaged`);
  }
  return division;
}

function textAt(bytes: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + length));
}
