import type { VoiceGrid } from '../score.ts';
import { spanOf } from '../theory/ranges.ts';

/** The lowest and the highest pitch of each voice. */
export function rangesOf(pieces: readonly VoiceGrid[]): [number, number][] {
  return (pieces[0]?.voices ?? []).map((_, voice) => {
    const [low, high] = spanOf(pieces.flatMap(({ voices }) => [...(voices[voice] as Int16Array)])) ?? [
      127, 0,
    ];
    return [low, high];
  });
}
