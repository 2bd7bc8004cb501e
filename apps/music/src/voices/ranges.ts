import { REST, type VoiceGrid } from '../score.ts';

/** The lowest and the highest pitch of each voice. */
export function rangesOf(pieces: readonly VoiceGrid[]): [number, number][] {
  return (pieces[0]?.voices ?? []).map((_, voice) => {
    let [low, high] = [127, 0];
    for (const { voices } of pieces)
      for (const pitch of voices[voice] as Int16Array) {
        if (pitch === REST) continue;
        low = Math.min(low, pitch);
        high = Math.max(high, pitch);
      }
    return [low, high];
  });
}
