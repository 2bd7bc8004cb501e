import type { Rng } from '@reprise/engine';
import { stepsOf, type VoiceGrid } from '../score.ts';
import type { Constraint } from './constraints.ts';
import { fillVoices, type Filled, type FillOptions } from './fillVoices.ts';
import { VOICE_COUNT } from './tokens.ts';
import type { Given } from './voiceBatch.ts';
import type { VoiceModel } from './voiceModel.ts';

export interface ResampleOptions extends FillOptions {
  readonly constraints?: readonly Constraint[] | undefined;
  /** how often a part of the piece is drawn anew */
  readonly sweeps: number;
  /** about the share of what is free that one sweep draws anew, by default a third */
  readonly share?: number | undefined;
}

/** The longest stretch that is drawn anew in one piece, in steps. */
const LONGEST = 16;

/**
 * Blocked Gibbs sampling: again and again, stretches of single voices and of all voices are drawn anew, given all the
 * rest of the piece. So what was said early comes to fit what was said later.
 * @param grid a whole piece
 * @param given what must stay
 */
export async function resampleVoices(
  model: VoiceModel,
  grid: VoiceGrid,
  given: Given,
  { sweeps, share = 1 / 3, rng, constraints, ...options }: ResampleOptions,
): Promise<Filled> {
  let current: Filled = { grid, logProb: 0, broken: 0 };
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const own = rng.fold('sweep', sweep);
    const kept = keepMost(given, stepsOf(grid), share, own.fold('blocks'));
    if (kept.every((isGiven) => isGiven === 1)) continue;
    const unfilled = { piece: current.grid, given: kept, constraints };
    const [filled] = await fillVoices(model, [unfilled], { ...options, rng: own.fold('notes') });
    current = filled as Filled;
  }
  return current;
}

/** All given, but for random stretches of about `share` of the steps of each voice where it is free. */
function keepMost(given: Given, steps: number, share: number, rng: Rng): Given {
  const kept = given.slice().fill(1);
  const open = (voices: readonly number[], own: Rng): void => {
    let step = -Math.floor(own.fold('start').float() * LONGEST);
    for (let stretch = 0; step < steps; stretch++) {
      const [first, second] = own.fold('stretch', stretch).words(2) as unknown as [number, number];
      const length = 1 + Math.floor((first / 2 ** 32) * LONGEST);
      const gap = Math.round(((second / 2 ** 32) * LONGEST * (1 - share)) / share);
      for (let at = Math.max(0, step); at < Math.min(steps, step + length); at++)
        for (const voice of voices) {
          const place = at * VOICE_COUNT + voice;
          kept[place] = given[place] as number;
        }
      step += length + gap;
    }
  };
  // Now all voices at once, now each by itself.
  const voices = Array.from({ length: VOICE_COUNT }, (_, voice) => voice);
  if (rng.fold('together').float() < 0.5) open(voices, rng.fold('all'));
  else for (const voice of voices) open([voice], rng.fold('voice', voice));
  return kept;
}
