import { REST, STEPS_PER_QUARTER, stepsOf, type Chord, type ChordChange, type VoiceGrid } from '../score.ts';
import { NO_CHORD, sameChord } from './chordNames.ts';
import { PITCH_CLASSES, pitchClassOf } from './pitchClasses.ts';

interface Template {
  readonly quality: Chord['quality'];
  /** semitones above the root: those that must sound */
  readonly needs: readonly number[];
  /** the perfect fifth, where the chord has one: it may be left out */
  readonly fifth?: 7;
  /** what the chord costs against one that explains as much of the sound */
  readonly cost: number;
}

/** A tone that sounds half a beat in one of three voices or more is passing, one that sounds a beat is a seventh. */
const SEVENTH = 0.18;
const NO_THIRD = 0.3;
const NO_FIFTH = 0.1;
/** The tone in the bass is the likelier root, of chords that explain the same. */
const ROOT_IN_BASS = 0.05;
/** Share of the sound that a chord must explain to have a name. */
const LEAST_EXPLAINED = 0.5;

/** Of equal ones the first is taken. */
const TEMPLATES: readonly Template[] = [
  { quality: 'major', needs: [0, 4], fifth: 7, cost: 0 },
  { quality: 'minor', needs: [0, 3], fifth: 7, cost: 0 },
  { quality: 'diminished', needs: [0, 3, 6], cost: 0 },
  { quality: 'augmented', needs: [0, 4, 8], cost: 0 },
  { quality: 'dominant', needs: [0, 4, 10], fifth: 7, cost: SEVENTH },
  { quality: 'minor', needs: [0, 3, 10], fifth: 7, cost: SEVENTH },
  { quality: 'major', needs: [0, 4, 11], fifth: 7, cost: SEVENTH },
  { quality: 'diminished', needs: [0, 3, 6, 10], cost: SEVENTH },
  { quality: 'diminished', needs: [0, 3, 6, 9], cost: SEVENTH },
  { quality: 'major', needs: [0, 7], cost: NO_THIRD },
];

/**
 * The chord of some pitches, by the best fitting of the triads and seventh chords on all roots: any inversion, doubled
 * tones, a fifth left out, and tones foreign to it as long as it explains half of the pitch classes. Three rules of
 * thumb: an open fifth counts as major; the root of a diminished seventh or an augmented chord, all of whose tones
 * could be, is its bass; a triad with a sixth is the seventh chord below it (C-E-G-A is A minor).
 *
 * @param pitches MIDI numbers, RESTs left out
 * @returns `none` for less than two pitch classes, or what has no name
 */
export function chordOf(pitches: readonly number[]): Chord {
  const sounding = pitches.filter((pitch) => pitch !== REST);
  const weights = new Float64Array(PITCH_CLASSES);
  for (const pitch of sounding) weights[pitchClassOf(pitch)] = 1;
  return bestChord(weights, pitchClassOf(Math.min(...sounding)));
}

/**
 * The chords of a grid, one for so many steps from the bar lines on (an upbeat may begin with less), equal neighbours
 * merged. A pitch class counts as long as it sounds, so that passing tones do not make a chord.
 *
 * @param options.voices which of the grid's voices count, numbers into `VOICES`; all where not given
 * @param options.stepsPerChord one beat, 4, where not given
 * @returns onsets in quarter notes, the first at 0; empty of an empty grid
 */
export function chordsOf(
  grid: Pick<VoiceGrid, 'voices' | 'upbeat'>,
  {
    voices,
    stepsPerChord = STEPS_PER_QUARTER,
  }: { readonly voices?: readonly number[] | undefined; readonly stepsPerChord?: number | undefined } = {},
): ChordChange[] {
  const counted = grid.voices.filter((_, voice) => voices?.includes(voice) ?? true);
  const steps = stepsOf(grid);
  const changes: ChordChange[] = [];
  let end = grid.upbeat % stepsPerChord || stepsPerChord;
  for (let start = 0; start < steps; start = end, end += stepsPerChord) {
    const chord = chordBetween(counted, start, Math.min(end, steps));
    const last = changes.at(-1);
    if (!last || !sameChord(last.chord, chord)) changes.push({ onset: start / STEPS_PER_QUARTER, chord });
  }
  return changes;
}

function chordBetween(voices: readonly Int16Array[], start: number, end: number): Chord {
  const weights = new Float64Array(PITCH_CLASSES);
  let bass: number | undefined;
  for (let step = start; step < end; step++) {
    const sounding = voices.map((voice) => voice[step] as number).filter((pitch) => pitch !== REST);
    for (const pitch of sounding) (weights[pitchClassOf(pitch)] as number) += 1;
    if (sounding.length > 0) bass ??= Math.min(...sounding);
  }
  return bass === undefined ? NO_CHORD : bestChord(weights, pitchClassOf(bass));
}

/** @param weights of the pitch classes, [12] */
function bestChord(weights: Float64Array, bass: number): Chord {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let best = NO_CHORD;
  let highest = -Infinity;
  for (const template of TEMPLATES) {
    for (let root = 0; root < PITCH_CLASSES; root++) {
      const weightOf = (tone: number) => weights[pitchClassOf(root + tone)] as number;
      const { quality, needs, fifth, cost } = template;
      if (needs.some((tone) => weightOf(tone) === 0)) continue;
      const fifthWeight = fifth === undefined ? undefined : weightOf(fifth);
      const explained = needs.reduce((sum, tone) => sum + weightOf(tone), fifthWeight ?? 0) / total;
      if (explained < LEAST_EXPLAINED) continue;
      const score =
        explained - cost - (fifthWeight === 0 ? NO_FIFTH : 0) + (root === bass ? ROOT_IN_BASS : 0);
      if (score > highest) [best, highest] = [{ root, quality }, score];
    }
  }
  return best;
}
