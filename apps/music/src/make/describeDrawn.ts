import { gridToScore, type GridScoreOptions } from '../files/gridToScore.ts';
import { isNamedAs } from '../files/grid/parts.ts';
import { STEPS_PER_QUARTER, stepsOf, VOICES, type Score, type Voice } from '../score.ts';
import { VOICE_COUNT } from '../voices/tokens.ts';
import { chordsOf } from '../theory/chords.ts';
import type { Drawn } from './draw.ts';
import type { Made } from './made.ts';

export interface Origin {
  /** whose title, tempo, key and strokes of repeated notes are kept */
  readonly score: Score;
  /** whole voices that were given */
  readonly parts?: GridScoreOptions['given'];
  readonly remarks: readonly string[];
}

/** What was drawn as music to be written. @param origin what something of it came from */
export function describeDrawn(drawn: Drawn, origin?: Origin): Made {
  const { grid, given, logProb, broken } = drawn;
  const free = given.reduce((sum, isGiven) => sum + 1 - isGiven, 0);
  const isKept = (voice: number, step: number): boolean => given[step * VOICE_COUNT + voice] === 1;
  const strokes = VOICES.map((voice) => strokesOf(origin?.score, voice));
  const score = gridToScore(grid, {
    title: origin?.score.title,
    tempos: origin?.score.tempos,
    keys: origin?.score.keys,
    chords: chordsOf(grid),
    given: origin?.parts,
    isStruck: (voice, step, pitch) =>
      isKept(voice, step) && strokes[voice]?.has(`${pitch} at ${step}`) === true,
  });
  return {
    score,
    isGiven: (part, { onset }) => isKept(part, Math.round(onset * STEPS_PER_QUARTER)),
    remarks: [
      ...(origin?.remarks ?? []),
      `${stepsOf(grid) / STEPS_PER_QUARTER} quarters; ${(-logProb / Math.max(1, free)).toFixed(3)} nats a sixteenth and voice`,
      ...(broken > 0 ? [`a rule had to give way ${broken} times, since nothing else was possible`] : []),
    ],
  };
}

/** Where a voice strikes its notes: as its own part says, or where there is none, as any. */
function strokesOf(score: Score | undefined, voice: Voice): Set<string> {
  const parts = score?.parts ?? [];
  const own = parts.filter((part) => isNamedAs(part, voice));
  return new Set(
    (own.length > 0 ? own : parts).flatMap(({ notes }) =>
      notes.map(({ pitch, onset }) => `${pitch} at ${Math.round(onset * STEPS_PER_QUARTER)}`),
    ),
  );
}
