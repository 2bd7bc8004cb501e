/** A track of events, each the time before it and its bytes, in one list. */
export function track(...events: readonly (readonly number[])[]): number[] {
  return events.flat();
}

/** A file of tracks as {@link track} makes them; what its header says may be wrong. */
export function midiBytes(
  tracks: readonly (readonly number[])[],
  { format = 1, division = 96, tracks: count = tracks.length } = {},
): Uint8Array {
  const short = (value: number) => [value >> 8, value & 0xff];
  const long = (value: number) => [...short(value >> 16), ...short(value & 0xffff)];
  const letters = (text: string) => Array.from(text, (letter) => letter.charCodeAt(0));
  return Uint8Array.from([
    ...[...letters('MThd'), ...long(6), ...short(format), ...short(count), ...short(division)],
    ...tracks.flatMap((bytes) => [...letters('MTrk'), ...long(bytes.length), ...bytes]),
  ]);
}
