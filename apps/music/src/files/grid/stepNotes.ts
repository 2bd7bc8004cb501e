import { InputError } from '@reprise/core/errors';
import { REST, STEPS_PER_QUARTER, type Note, type Score, type VoiceGrid } from '../../score.ts';

/** A note on the grid of voices: from its first step to before `end`. */
export interface StepNote {
  readonly pitch: number;
  readonly start: number;
  readonly end: number;
}

/** Two weeks of music; more is a mistake, and would not fit. */
const MOST_STEPS = 10_000_000;
/** A played line goes on a little into its next note. */
const LEGATO_STEPS = 1;

const FOUR_FOUR = { beats: 4, unit: 4 } as const;

/** The notes on the grid of voices, of a step at least, by their starts. @throws InputError of music without end */
export function toSteps(notes: readonly Note[], name: string): StepNote[] {
  return notes
    .map(({ pitch, onset, duration }) => {
      const start = Math.round(onset * STEPS_PER_QUARTER);
      const end = Math.max(start + 1, Math.round((onset + duration) * STEPS_PER_QUARTER));
      if (end > MOST_STEPS) {
        throw new InputError(
          `${name}: expected a piece of at most ${MOST_STEPS / STEPS_PER_QUARTER} quarter notes, got a note until ${onset + duration}`,
        );
      }
      return { pitch, start, end };
    })
    .sort((a, b) => a.start - b.start || b.pitch - a.pitch);
}

/** Steps until the last note ends. */
export function lengthOf(notes: readonly StepNote[]): number {
  return notes.reduce((length, { end }) => Math.max(length, end), 0);
}

/**
 * Notes as a voice: the pitch of each step, or REST.
 * @param notes by their starts
 * @returns undefined where notes sound together that are no legato
 */
export function layVoice(notes: readonly StepNote[], length: number): Int16Array | undefined {
  const voice = new Int16Array(length).fill(REST);
  for (const [index, { pitch, start, end }] of notes.entries()) {
    const next = notes[index + 1]?.start ?? Infinity;
    if (next === start || end - next > LEGATO_STEPS) return undefined;
    voice.fill(pitch, start, Math.min(end, next));
  }
  return voice;
}

/** What a grid has beside its voices. Its meter is the score's first, 4/4 where it has none. */
export function frameOf({ title, meters, upbeat }: Score): Omit<VoiceGrid, 'voices'> {
  const { beats, unit } = meters[0] ?? FOUR_FOUR;
  return { id: title ?? 'score', meter: { beats, unit }, upbeat: Math.round(upbeat * STEPS_PER_QUARTER) };
}

/** How messages call a score. */
export function nameOf({ title }: Score): string {
  return title ?? 'the score';
}
