import type { Note, Part, Score } from '../score.ts';
import { sortNotes } from './noteOrder.ts';
import type { Draws } from './random.fixture.ts';

/** A score of which only what matters is said. */
export function scoreOf(parts: readonly Part[], rest: Partial<Score> = {}): Score {
  return { parts, tempos: [], meters: [], keys: [], chords: [], upbeat: 0, ...rest };
}

/** From [pitch, onset, duration], in the order of a part. */
export function notesOf(...notes: readonly (readonly [number, number, number])[]): Note[] {
  return sortNotes(notes.map(([pitch, onset, duration]) => ({ pitch, onset, duration })));
}

/** [pitch, onset, duration] of each, times to a millionth. */
export function triples(notes: readonly Note[]): number[][] {
  const round = (time: number) => Math.round(time * 1e6) / 1e6;
  return notes.map(({ pitch, onset, duration }) => [pitch, round(onset), round(duration)]);
}

const UNIT = 1 / 960;
const PROGRAMS = 128;
const NAMES = ['Soprano', 'Fagott', 'Flûte à bec', '笛', undefined, 'Part, "quoted"'];
const QUALITIES = ['major', 'minor', 'diminished', 'augmented', 'dominant', 'none'] as const;

/** A score that a MIDI file can hold as it is: times in 960ths, velocities in 127ths, equal pitches one after another. */
export function drawScore(draws: Draws, { parts = 3, notes = 20 } = {}): Score {
  const onset = () => draws.below(20_000) * UNIT;
  const changes = <C>(make: () => C) => {
    const all = Array.from({ length: draws.below(5) }, (_, at) => ({
      onset: at === 0 ? 0 : onset(),
      ...make(),
    }));
    return all
      .filter((one, at) => all.findIndex((other) => other.onset === one.onset) === at)
      .sort((a, b) => a.onset - b.onset);
  };
  const meters = [
    {
      onset: 0,
      ...draws.pick([
        { beats: 3, unit: 4 },
        { beats: 6, unit: 8 },
      ]),
    },
  ];
  return {
    title: draws.pick(['Title', 'Ärger', '曲', undefined]),
    parts: Array.from({ length: parts }, () => drawPart(draws, notes)),
    tempos: changes(() => ({ tempo: 20 + draws.below(30_000) / 100 })),
    meters: [...meters, { onset: 1000, beats: 1 + draws.below(255), unit: 2 ** draws.below(8) }],
    keys: changes(() => ({ fifths: draws.below(15) - 7, mode: draws.pick(['major', 'minor'] as const) })),
    chords: changes(() => {
      const quality = draws.pick(QUALITIES);
      return { chord: { root: quality === 'none' ? 0 : draws.below(12), quality } };
    }),
    upbeat: draws.pick([0, 0, 0.25, 0.5, 1, 1 / 16]),
  };
}

function drawPart(draws: Draws, count: number): Part {
  const free = new Map<number, number>();
  const notes = Array.from({ length: count }, () => {
    const pitch = draws.below(128);
    const onset = Math.max(draws.below(10_000), free.get(pitch) ?? 0);
    const duration = 1 + draws.below(4000);
    free.set(pitch, onset + duration);
    return {
      ...{ pitch, onset: onset * UNIT, velocity: (1 + draws.below(127)) / 127 },
      duration: (onset + duration) * UNIT - onset * UNIT,
    };
  });
  const isDrums = draws.pick([undefined, undefined, true]);
  return {
    name: draws.pick(NAMES),
    // Drums share a channel, and so its instrument.
    program: isDrums ? undefined : draws.pick([undefined, draws.below(PROGRAMS)]),
    isDrums,
    notes: sortNotes(notes),
  };
}
