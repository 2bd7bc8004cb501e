import { REST, type Meter, type VoiceGrid } from '../score.ts';

const COMMON_TIME: Meter = { beats: 4, unit: 4 };

/** Voices of notes [pitch, steps]. */
export function gridOf(
  voices: readonly (readonly (readonly [pitch: number, steps: number])[])[],
  { id = 'test', meter = COMMON_TIME, upbeat = 0 }: Partial<Omit<VoiceGrid, 'voices'>> = {},
): VoiceGrid {
  return {
    id,
    meter,
    upbeat,
    voices: voices.map((notes) =>
      Int16Array.from(notes.flatMap(([pitch, steps]) => new Array<number>(steps).fill(pitch))),
    ),
  };
}

/**
 * Two bars of G major in 4/4: tonic, subdominant, dominant seventh, tonic; then a bar of silence in the soprano and the
 * tonic in the others. Nothing in it is forbidden.
 */
export const CADENCE = gridOf([
  [
    [74, 4],
    [72, 2],
    [71, 2],
    [69, 4],
    [67, 4],
    [67, 16],
    [REST, 16],
  ],
  [
    [67, 8],
    [66, 4],
    [62, 4],
    [62, 32],
  ],
  [
    [59, 4],
    [64, 4],
    [60, 4],
    [59, 4],
    [59, 32],
  ],
  [
    [43, 4],
    [48, 4],
    [50, 4],
    [43, 4],
    [43, 32],
  ],
]);
