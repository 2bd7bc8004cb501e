import { barQuarters, REST, STEPS_PER_QUARTER, stepsOf, VOICES } from '../score.ts';
import type { Note, Part, Score, Voice, VoiceGrid } from '../score.ts';

export interface GridScoreOptions {
  readonly title?: string | undefined;
  readonly tempos?: Score['tempos'] | undefined;
  readonly keys?: Score['keys'] | undefined;
  readonly chords?: Score['chords'] | undefined;
  /** voices that are kept as these parts have them, in time and articulation, instead of as the grid has them */
  readonly given?: Readonly<Partial<Record<Voice, Part>>> | undefined;
  /** whether a voice (a number into `VOICES`) strikes a pitch again at a step where it goes on (default never) */
  readonly isStruck?: ((voice: number, step: number, pitch: number) => boolean) | undefined;
  /** whether the other voices strike a held pitch again where the first given one has a syllable (default true) */
  readonly articulate?: boolean | undefined;
  /** General MIDI program of the voices that are not given (default 52, choir) */
  readonly program?: number | undefined;
}

const CHOIR = 52;

/**
 * Writes four voices as parts named soprano, alto, tenor and bass. Equal pitches in a row are one note, cut at bar lines
 * where it is longer than a bar; where a given voice strikes on a beat, or a pitch again, so do the others, as voices do that sing the same words.
 */
export function gridToScore(grid: VoiceGrid, options: GridScoreOptions = {}): Score {
  const {
    title,
    tempos = [],
    keys = [],
    chords = [],
    given = {},
    isStruck = () => false,
    articulate = true,
    program = CHOIR,
  } = options;
  const leader = VOICES.map((voice) => given[voice]).find((part) => part !== undefined);
  const strikes = articulate && leader !== undefined ? syllables(leader.notes, grid) : new Set<number>();
  const bars = barLines(grid);
  const parts = VOICES.map((name, index): Part => {
    const cutsAt = (step: number, pitch: number) => strikes.has(step) || isStruck(index, step, pitch);
    const notes = voiceNotes(grid.voices[index] ?? new Int16Array(), cutsAt, bars);
    return given[name] === undefined ? { name, program, notes } : { ...given[name], name };
  });
  return {
    title,
    parts,
    tempos,
    meters: [{ onset: 0, ...grid.meter }],
    keys,
    chords,
    upbeat: grid.upbeat / STEPS_PER_QUARTER,
  };
}

/** Steps where a melody likely has a new syllable: what it strikes on beats, and what it strikes again. */
function syllables(notes: readonly Note[], { meter, upbeat }: VoiceGrid): Set<number> {
  const { beats, unit } = meter;
  const isCompound = unit >= 8 && beats > 3 && beats % 3 === 0;
  const beat = barQuarters({ beats: isCompound ? 3 : 1, unit }) * STEPS_PER_QUARTER;
  return new Set(
    notes.flatMap(({ pitch, onset }, index) => {
      const step = Math.round(onset * STEPS_PER_QUARTER);
      return (step - upbeat) % beat === 0 || notes[index - 1]?.pitch === pitch ? [step] : [];
    }),
  );
}

interface BarLines {
  /** steps of a bar */
  readonly length: number;
  readonly at: ReadonlySet<number>;
}

function barLines(grid: VoiceGrid): BarLines {
  const length = barQuarters(grid.meter) * STEPS_PER_QUARTER;
  const at = new Set<number>();
  for (let line = grid.upbeat; line < stepsOf(grid); line += length) at.add(line);
  return { length, at };
}

function voiceNotes(
  voice: Int16Array,
  cutsAt: (step: number, pitch: number) => boolean,
  bars: BarLines,
): Note[] {
  const notes: Note[] = [];
  let start = 0;
  while (start < voice.length) {
    const { [start]: pitch = REST } = voice;
    let end = start + 1;
    while (end < voice.length && voice[end] === pitch) end++;
    const cuts = [...stepsBetween(start, end)].filter(
      (step) => cutsAt(step, pitch) || (end - start > bars.length && bars.at.has(step)),
    );
    if (pitch !== REST) {
      for (const [index, from] of [start, ...cuts].entries()) {
        const to = cuts[index] ?? end;
        notes.push({ pitch, onset: from / STEPS_PER_QUARTER, duration: (to - from) / STEPS_PER_QUARTER });
      }
    }
    start = end;
  }
  return notes;
}

/** Without the first and the last. */
function* stepsBetween(start: number, end: number): Generator<number> {
  for (let step = start + 1; step < end; step++) yield step;
}
