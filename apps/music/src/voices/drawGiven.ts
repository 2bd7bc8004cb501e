import type { Rng } from '@reprise/engine';
import { stepsOf, type VoiceGrid } from '../score.ts';
import { VOICE_COUNT } from './tokens.ts';
import { nothingGiven, voicesGiven, type Given } from './voiceBatch.ts';

/** The shares of trainings' examples in which so much is given; the rest has spans of some voices to fill in. */
const NOTHING = 0.25;
const SOPRANO = 0.25;
const VOICES = 0.2;

/** The longest span to fill in, in steps. */
const LONGEST = 64;

/**
 * What of a piece is given in training: nothing, as for composing; the soprano, as for harmonising; some voices; or all
 * but some spans, as for rewriting. One network learns them all (Coconet's ordering-free training, Huang et al. 2017,
 * with blocks instead of single notes).
 */
export function drawGiven(piece: VoiceGrid, rng: Rng): Given {
  const kind = rng.fold('kind').float();
  if (kind < NOTHING) return nothingGiven(piece);
  if (kind < NOTHING + SOPRANO) return voicesGiven(piece, [0]);
  const drawn = someVoices(rng.fold('voices'));
  if (kind < NOTHING + SOPRANO + VOICES) return voicesGiven(piece, drawn);
  return allButSpans(piece, rng.fold('spans'));
}

/** At least one voice, and not all. */
function someVoices(rng: Rng): number[] {
  const count = 1 + Math.floor(rng.float() * (VOICE_COUNT - 1));
  return [...rng.fold('which').permutation(VOICE_COUNT)].slice(0, count);
}

function allButSpans(piece: VoiceGrid, rng: Rng): Given {
  const steps = stepsOf(piece);
  const given = nothingGiven(piece).fill(1);
  const count = 1 + Math.floor(rng.fold('count').float() * 4);
  for (let span = 0; span < count; span++) {
    const own = rng.fold('span', span);
    const length = Math.min(steps, 1 + Math.floor(own.fold('length').float() * LONGEST));
    const from = Math.floor(own.fold('from').float() * (steps - length + 1));
    const isWhole = own.fold('whole').float() < 0.5;
    const voices = isWhole ? [0, 1, 2, 3] : someVoices(own.fold('voices'));
    for (let step = from; step < from + length; step++)
      for (const voice of voices) given[step * VOICE_COUNT + voice] = 0;
  }
  return given;
}
