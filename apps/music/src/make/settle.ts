import type { Rng } from '@reprise/engine';
import { transpose } from '../data/transposition.ts';
import { REST, type VoiceGrid } from '../score.ts';
import { estimateKey, type Key } from '../theory/key.ts';
import { pitchClassOf } from '../theory/pitchClasses.ts';
import { chooseConstraints, type Rules } from '../voices/chooseConstraints.ts';
import type { Unfilled } from '../voices/fillVoices.ts';
import { homeShift } from '../voices/home.ts';
import { VOICE_COUNT } from '../voices/tokens.ts';
import type { Given } from '../voices/voiceBatch.ts';
import type { VoiceArchitecture } from '../voices/voiceTask.ts';
import { moveIntoRange } from './moveIntoRange.ts';

export interface Settled {
  readonly unfilled: Unfilled;
  /** A piece in the old key and octave. */
  readonly back: (piece: VoiceGrid) => VoiceGrid;
}

/**
 * Moves a piece to where the network is at home: into the ranges of the voices, and then into C major or A minor. Its key
 * is that of the rules, else that of what is given, else drawn.
 */
export function settle(
  piece: VoiceGrid,
  given: Given,
  {
    rules,
    architecture: { ranges },
    rng,
  }: { readonly rules: Rules; readonly architecture: VoiceArchitecture; readonly rng: Rng },
): Settled {
  const moved = moveIntoRange(piece, given, ranges);
  const known = rules.key ?? rules.cadence;
  const shift = homeShift(
    known ? moveKey(known, moved.semitones) : (keyOf(moved.piece, given) ?? drawKey(rng)),
  );
  const home = transpose(moved.piece, shift);
  const there = ranges.map(([low, high]): [number, number] => [low + shift, high + shift]);
  const constraints = chooseConstraints(moveRules(rules, moved.semitones + shift), home, { ranges: there });
  return {
    unfilled: { piece: home, given, constraints },
    back: (filled) => transpose(filled, -moved.semitones - shift),
  };
}

/** Undefined where no note is given. */
function keyOf({ voices }: VoiceGrid, given: Given): Key | undefined {
  const known = voices.map((pitches, voice) =>
    pitches.map((pitch, step) => (given[step * VOICE_COUNT + voice] === 1 ? pitch : REST)),
  );
  return known.every((pitches) => pitches.every((pitch) => pitch === REST))
    ? undefined
    : estimateKey({ voices: known });
}

/** Of at most three sharps or flats, as most of the chorales are; its mode is what comes. */
function drawKey(rng: Rng): Key {
  const fifths = Math.floor(rng.float() * 7) - 3;
  return { tonic: pitchClassOf(7 * fifths), mode: 'major' };
}

function moveRules(rules: Rules, semitones: number): Rules {
  return {
    ...rules,
    key: rules.key && moveKey(rules.key, semitones),
    cadence: rules.cadence && moveKey(rules.cadence, semitones),
  };
}

function moveKey(key: Key, semitones: number): Key {
  return { ...key, tonic: pitchClassOf(key.tonic + semitones) };
}
