import { REST, type VoiceGrid } from '../score.ts';

/** A piece out of rows of pitches, soprano first; null is a rest. */
export function pieceOf(
  rows: readonly (readonly (number | null)[])[],
  options: Partial<Pick<VoiceGrid, 'id' | 'meter' | 'upbeat'>> = {},
): VoiceGrid {
  const voices = rows.map((row) => Int16Array.from(row, (pitch) => pitch ?? REST));
  return { id: 'piece', meter: { beats: 4, unit: 4 }, upbeat: 0, ...options, voices };
}

/** Broken triads up and down over a bass that follows: music with rules that can be learned. */
export function triads(steps: number, tonic = 60): VoiceGrid {
  const row = (offsets: readonly number[]): number[] =>
    Array.from(
      { length: steps },
      (_, step) => tonic + (offsets[Math.floor(step / 2) % offsets.length] as number),
    );
  return pieceOf([row([16, 17, 19, 17]), row([12, 14, 16, 14]), row([7, 9, 12, 9]), row([0, -7, -5, -7])], {
    id: `triads on ${tonic}`,
  });
}
