import type { Score, TempoChange } from '../../score.ts';

/** Quarter notes a minute where a score says nothing, as in MIDI files. */
const USUAL_TEMPO = 120;

/** The same score, so many times as fast. */
export function withTempo(score: Score, factor: number): Score {
  if (factor === 1) return score;
  const tempos = temposOf(score).map(({ onset, tempo }) => ({ onset, tempo: factor * tempo }));
  return { ...score, tempos };
}

/** Seconds from the beginning of a score to the end of its last note. */
export function scoreSeconds(score: Score): number {
  const ends = score.parts.flatMap(({ notes }) => notes.map(({ onset, duration }) => onset + duration));
  const end = ends.reduce((latest, time) => Math.max(latest, time), 0);
  const tempos = temposOf(score);
  return tempos.reduce((seconds, { onset, tempo }, index) => {
    const next = Math.min(end, tempos[index + 1]?.onset ?? end);
    return seconds + (Math.max(0, next - onset) * 60) / tempo;
  }, 0);
}

/** The tempos of a score, with one for its beginning. */
function temposOf({ tempos }: Score): readonly TempoChange[] {
  return tempos[0]?.onset === 0 ? tempos : [{ onset: 0, tempo: USUAL_TEMPO }, ...tempos];
}
