import { HIGHEST_KEY, LOWEST_KEY, type Frames } from '../frames/keys.ts';
import type { Melody } from '../melody/melody.ts';
import { REST, type VoiceGrid } from '../score.ts';
import { pitchClassOf } from '../theory/pitchClasses.ts';
import { spanOf, type VoiceRange } from '../theory/ranges.ts';

/** A piece moved by semitones; its rests stay. */
export function transpose(grid: VoiceGrid, semitones: number): VoiceGrid {
  if (semitones === 0) return grid;
  const voices = grid.voices.map((voice) =>
    voice.map((pitch) => (pitch === REST ? REST : pitch + semitones)),
  );
  return { ...grid, voices };
}

/** Frames moved by semitones; what leaves the keyboard is gone. */
export function transposeFrames(frames: Frames, semitones: number): Frames {
  if (semitones === 0) return frames;
  return frames.map((pitches) =>
    pitches.map((pitch) => pitch + semitones).filter((pitch) => pitch >= LOWEST_KEY && pitch <= HIGHEST_KEY),
  );
}

/** A melody and its chords moved by semitones; its rests stay. */
export function transposeMelody(melody: Melody, semitones: number): Melody {
  if (semitones === 0) return melody;
  return {
    ...melody,
    notes: melody.notes.map(({ pitch, duration }) => ({
      pitch: pitch === REST ? REST : pitch + semitones,
      duration,
    })),
    chords: melody.chords?.map(({ onset, chord }) => ({
      onset,
      chord: { ...chord, root: pitchClassOf(chord.root + semitones) },
    })),
  };
}

/**
 * All semitones by which a piece may be moved so that each voice stays in its range, ascending. Not at all is always
 * among them.
 *
 * @param ranges of the voices, as training has them
 * @param most semitones up or down
 */
export function transpositionsWithin(
  { voices }: Pick<VoiceGrid, 'voices'>,
  ranges: readonly VoiceRange[],
  most: number,
): number[] {
  return shiftsWithin(voices.map(spanOf), ranges, most);
}

/** As {@link transpositionsWithin}, for a melody; the range is that of the vocabulary. */
export function melodyTranspositions({ notes }: Melody, range: VoiceRange, most: number): number[] {
  return shiftsWithin([spanOf(notes.map(({ pitch }) => pitch))], [range], most);
}

/** The lowest and the highest pitch of melodies; all of MIDI where none sounds. */
export function melodyRange(melodies: readonly Melody[]): VoiceRange {
  return spanOf(melodies.flatMap(({ notes }) => notes.map(({ pitch }) => pitch))) ?? [0, 127];
}

function shiftsWithin(
  spans: readonly (VoiceRange | undefined)[],
  ranges: readonly VoiceRange[],
  most: number,
): number[] {
  let [least, greatest] = [-most, most];
  spans.forEach((span, voice) => {
    const range = ranges[voice];
    if (range === undefined) {
      throw new RangeError(
        `transpositions: expected a range for each of ${spans.length} voices, got ${ranges.length}`,
      );
    }
    if (span === undefined) return;
    least = Math.max(least, range[0] - span[0]);
    greatest = Math.min(greatest, range[1] - span[1]);
  });
  if (least > 0 || greatest < 0) return [0];
  return Array.from({ length: greatest - least + 1 }, (_, index) => least + index);
}
