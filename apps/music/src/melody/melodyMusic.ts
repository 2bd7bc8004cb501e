import { Rng } from '@reprise/engine';
import type { Made } from '../make/made.ts';
import type { MusicOptions } from '../make/musicOptions.ts';
import type { LoadedMelody } from '../modelFolder.ts';
import { barQuarters, REST, type Meter, type Note, type Part, type Score } from '../score.ts';
import { knownUntil } from './hideChords.ts';
import { toTicks, type Melody, type MelodyNote } from './melody.ts';
import { melodyRules, unusedOptions } from './melodyRules.ts';
import { moveByOctaves } from './moveByOctaves.ts';
import { sampleMelodies, type SampledMelody } from './sampleMelody.ts';
import { tuneOf, type Tune } from './tuneOf.ts';

/** What the tune is laid in. */
type Frame = Pick<Tune, 'meter' | 'upbeat' | 'notes' | 'chords'> & {
  /** of the whole tune */
  readonly quarters: number;
};

/** Writes a tune from nothing, of which no chords are known. */
export async function composeMelody(
  model: LoadedMelody,
  {
    bars,
    meter,
    upbeat,
    ...options
  }: MusicOptions & { readonly bars: number; readonly meter: Meter; readonly upbeat: number },
): Promise<Made> {
  const quarters = bars * barQuarters(meter) + upbeat;
  const frame: Frame = { meter, upbeat, quarters, notes: [], chords: [] };
  const melody = await drawMelody(model, frame, options);
  const score: Score = {
    parts: [{ name: 'melody', notes: notesOf(melody.notes) }],
    tempos: [],
    meters: [{ onset: 0, ...meter }],
    keys: [],
    chords: [],
    upbeat,
  };
  const harmony = model.settings.chords ? ['the model reads chords; of a new tune it knows none'] : [];
  return {
    score,
    isGiven: () => false,
    remarks: [...describe(melody, 0), ...harmony, ...unusedOptions(options)],
  };
}

/**
 * Goes on with the melody of a score, without its other parts: what its last bar lacks, and so many bars more. A model
 * that knows chords is told those of the score, see {@link tuneOf}; where they end, nothing is known.
 */
export async function continueMelody(
  model: LoadedMelody,
  score: Score,
  { bars, ...options }: MusicOptions & { readonly bars: number },
): Promise<Made> {
  const tune = tuneOf(score);
  const { meter, upbeat, part, end } = tune;
  const bar = barQuarters(meter);
  const begun = upbeat + Math.ceil((end - upbeat) / bar - 1e-6) * bar;
  const drawn = await drawMelody(model, { ...tune, quarters: begun + bars * bar }, options);
  const added = notesOf(drawn.notes).filter(({ onset }) => isBehind(onset, end));
  const made: Part = { ...part, notes: [...part.notes, ...added] };
  return {
    score: { ...score, parts: [made] },
    isGiven: (_, { onset }) => !isBehind(onset, end),
    remarks: [...tune.remarks, ...describe(drawn, tune.notes.length), ...unusedOptions(options)],
  };
}

/** Draws candidates and keeps one: of those that break the fewest rules the most probable. */
async function drawMelody(
  { network, settings }: LoadedMelody,
  { meter, upbeat, quarters, notes: beginning, chords }: Frame,
  options: MusicOptions,
): Promise<SampledMelody> {
  const { spec } = network.vocabulary;
  const { temperature, topK, topP, seed = 1, candidates = 4, signal } = options;
  const moved = moveByOctaves(beginning, spec.pitches);
  const end = beginning.reduce((sum, { duration }) => sum + duration, 0);
  const goesOn = chords.some(({ onset }) => isBehind(onset, end));
  const all = await sampleMelodies(network, {
    temperature,
    topK,
    topP,
    beginning: moved.notes,
    chords: settings.chords && chords.length > 0 ? (goesOn ? chords : knownUntil(chords, end)) : undefined,
    length: { quarters },
    constraints: melodyRules(options, { meter, upbeat, beginning, durations: spec.durations }),
    count: candidates,
    rng: Rng.fromSeed(seed).fold('tune'),
    signal,
  });
  all.sort((a, b) => a.broken - b.broken || b.logProb - a.logProb);
  const best = all[0] as SampledMelody;
  return { ...best, notes: moved.back(best.notes) };
}

/** Onsets of triplets are not exact. */
function isBehind(onset: number, end: number): boolean {
  return onset > end - 1e-3;
}

function notesOf(notes: Melody['notes']): Note[] {
  let onset = 0;
  return notes.flatMap(({ pitch, duration }: MelodyNote): Note[] => {
    const start = onset;
    onset += duration;
    return pitch === REST ? [] : [{ pitch, onset: start, duration }];
  });
}

function describe({ notes, logProb, broken }: SampledMelody, given: number): string[] {
  const drawn = notes.length - given;
  const ticks = notes.reduce((sum, { duration }) => sum + toTicks(duration), 0);
  return [
    `${ticks / toTicks(1)} quarters, ${drawn} notes added; ${(-logProb / Math.max(1, drawn)).toFixed(3)} nats a note`,
    ...(broken > 0 ? [`a rule had to give way ${broken} times, since nothing else was possible`] : []),
  ];
}
