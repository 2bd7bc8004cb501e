import { REST, stepsOf, type VoiceGrid } from '../score.ts';
import { chordOf } from '../theory/chords.ts';
import { estimateKey } from '../theory/key.ts';
import { barsIn, countRepeatedBars } from './bars.ts';
import { sumCounts, type Counts } from './counts.ts';
import { bassIntervalCounts, melodicIntervalCounts, pitchClassCounts } from './distributions.ts';
import { notesOf } from './notes.ts';
import { countCrossings, countRangeViolations, parallelsIn } from './voiceLeading.ts';

/** Of each voice, in the order of `VOICES`, and of all of them. */
export interface VoiceCounts {
  readonly voices: readonly Counts[];
  readonly together: Counts;
}

/** What pieces in four voices are like, all bars and notes of all pieces counted alike. */
export interface Statistics {
  readonly pieces: number;
  readonly bars: number;
  /** steps that each pitch class sounds */
  readonly pitchClasses: VoiceCounts;
  /** the same, above the tonic of the piece's estimated key: two corpora in different keys may share it */
  readonly scaleDegrees: VoiceCounts;
  /** notes by the semitones from the note before */
  readonly melodicIntervals: VoiceCounts;
  /** steps by the semitones, modulo the octave, between the bass and a voice above */
  readonly bassIntervals: Counts;
  readonly parallelFifthsPerBar: number;
  /** unisons too */
  readonly parallelOctavesPerBar: number;
  readonly crossingsPerBar: number;
  readonly rangeViolationsPerBar: number;
  /** of all voices */
  readonly notesPerBar: number;
  /** share of whole bars that are equal in all voices to an earlier one of their piece */
  readonly repeatedBarRate: number;
  /** share of the steps of voices, the first ones of pieces left out, at which the note before goes on */
  readonly heldShare: number;
  /** share of the steps of voices */
  readonly silentShare: number;
  /** share of pieces that end on the tonic triad, major or minor, of their estimated key */
  readonly cadenceRate: number;
}

/** Measures a corpus; rates are NaN where there is nothing to divide by. */
export function measureStatistics(grids: readonly VoiceGrid[]): Statistics {
  const tonics = grids.map((grid) => estimateKey(grid).tonic);
  const sum = (count: (grid: VoiceGrid) => number) => grids.reduce((total, grid) => total + count(grid), 0);
  const sumVoices = (count: (voice: Int16Array) => number) =>
    sum(({ voices }) => voices.reduce((total, voice) => total + count(voice), 0));
  const parallels = grids.flatMap(parallelsIn);
  const parallelCount = (of: 'fifth' | 'octave') =>
    parallels.filter(({ interval }) => interval === of).length;
  const bars = sum(barsIn);
  const repeats = grids.map(countRepeatedBars);
  return {
    pieces: grids.length,
    bars,
    pitchClasses: countVoices(grids, (voice) => pitchClassCounts(voice)),
    scaleDegrees: countVoices(grids, (voice, piece) => pitchClassCounts(voice, tonics[piece])),
    melodicIntervals: countVoices(grids, melodicIntervalCounts),
    bassIntervals: sumCounts(grids.map(bassIntervalCounts)),
    parallelFifthsPerBar: parallelCount('fifth') / bars,
    parallelOctavesPerBar: parallelCount('octave') / bars,
    crossingsPerBar: sum(countCrossings) / bars,
    rangeViolationsPerBar: sum((grid) => countRangeViolations(grid)) / bars,
    notesPerBar: sumVoices((voice) => notesOf(voice).length) / bars,
    repeatedBarRate:
      repeats.reduce((total, { repeated }) => total + repeated, 0) /
      repeats.reduce((total, one) => total + one.bars, 0),
    heldShare: sumVoices(countHeld) / sumVoices((voice) => Math.max(0, voice.length - 1)),
    silentShare:
      sumVoices((voice) => voice.filter((pitch) => pitch === REST).length) /
      sumVoices(({ length }) => length),
    cadenceRate: grids.filter((grid, piece) => endsOnTonic(grid, tonics[piece])).length / grids.length,
  };
}

/** Whether the last chord that all voices sing is the triad of the tonic, by default the estimated key's, in major or minor. */
export function endsOnTonic(
  grid: Pick<VoiceGrid, 'voices'>,
  tonic: number = estimateKey(grid).tonic,
): boolean {
  for (let step = stepsOf(grid) - 1; step >= 0; step--) {
    const pitches = grid.voices.map((voice) => voice[step] as number);
    if (pitches.includes(REST)) continue;
    const { root, quality } = chordOf(pitches);
    return root === tonic && (quality === 'major' || quality === 'minor');
  }
  return false;
}

function countVoices(
  grids: readonly VoiceGrid[],
  count: (voice: Int16Array, piece: number) => Counts,
): VoiceCounts {
  const perVoice = Array.from({ length: grids[0]?.voices.length ?? 0 }, (_, index) =>
    sumCounts(grids.map(({ voices }, piece) => count(voices[index] as Int16Array, piece))),
  );
  return { voices: perVoice, together: sumCounts(perVoice) };
}

function countHeld(voice: Int16Array): number {
  return voice.filter((pitch, step) => pitch !== REST && pitch === voice[step - 1]).length;
}
