import type { Sampling } from '@reprise/core';
import { Rng } from '@reprise/engine';
import { endsOnTonic } from '../metrics/statistics.ts';
import { countCrossings, parallelsIn } from '../metrics/voiceLeading.ts';
import type { LoadedVoices } from '../modelFolder.ts';
import type { VoiceGrid } from '../score.ts';
import type { Rules } from '../voices/chooseConstraints.ts';
import { fillVoices, type Filled } from '../voices/fillVoices.ts';
import { resampleVoices } from '../voices/resampleVoices.ts';
import { VOICE_COUNT } from '../voices/tokens.ts';
import type { Given } from '../voices/voiceBatch.ts';
import { settle } from './settle.ts';

/** How music is drawn. */
export interface DrawOptions extends Sampling {
  readonly rules?: Rules | undefined;
  /** what all randomness follows from (default 1) */
  readonly seed?: number | undefined;
  /** so many are drawn, and the best is taken: the fewest faults (in the leading of voices, or an end off the tonic), then the most probable (default 4) */
  readonly candidates?: number | undefined;
  /** how often parts of the best are drawn anew, so that early notes come to fit later ones (default 0) */
  readonly sweeps?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A whole piece, of which something was given. */
export interface Drawn {
  readonly grid: VoiceGrid;
  /** what was given of it */
  readonly given: Given;
  /** of what was drawn, in nats, as the model sees it */
  readonly logProb: number;
  /** how often a rule had to give way */
  readonly broken: number;
}

/**
 * Fills in what of a piece is not given.
 * @param piece of the length wanted; where it is not given, its pitches are not looked at
 */
export async function draw(
  { network, architecture }: LoadedVoices,
  piece: VoiceGrid,
  given: Given,
  { rules = {}, seed = 1, candidates = 4, sweeps = 0, signal, ...sampling }: DrawOptions = {},
): Promise<Drawn> {
  const rng = Rng.fromSeed(seed);
  const { unfilled, back } = settle(piece, given, { rules, architecture, rng: rng.fold('key') });
  const options = { ...sampling, signal };
  const all = await fillVoices(
    network,
    Array.from({ length: candidates }, () => unfilled),
    { ...options, rng: rng.fold('fill') },
  );
  let best = bestOf(all, isOpen(given));
  if (sweeps > 0)
    best = await resampleVoices(network, best.grid, given, {
      ...options,
      constraints: unfilled.constraints,
      sweeps,
      rng: rng.fold('resample'),
    });
  return { grid: back(best.grid), given, logProb: best.logProb, broken: best.broken };
}

/** Whether the end is not given as a whole. */
function isOpen(given: Given): boolean {
  return given.slice(-VOICE_COUNT).includes(0);
}

/** The candidate with the fewest faults, and of those the most probable one. */
function bestOf(all: readonly Filled[], hasEnd: boolean): Filled {
  const ranked = all.map((filled) => ({ filled, faults: faultsOf(filled, hasEnd) }));
  ranked.sort((a, b) => a.faults - b.faults || b.filled.logProb - a.filled.logProb);
  return (ranked[0] as { filled: Filled }).filled;
}

function faultsOf({ grid, broken }: Filled, hasEnd: boolean): number {
  return parallelsIn(grid).length + countCrossings(grid) + broken + (hasEnd && !endsOnTonic(grid) ? 1 : 0);
}
