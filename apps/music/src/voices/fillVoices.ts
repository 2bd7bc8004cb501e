import { generate, packCell, type Sampling } from '@reprise/core';
import { scope, type Rng } from '@reprise/engine';
import { REST, stepsOf, type VoiceGrid } from '../score.ts';
import type { Constraint } from './constraints.ts';
import { VOICE_COUNT } from './tokens.ts';
import { voiceBatch, type Given } from './voiceBatch.ts';
import type { VoiceModel } from './voiceModel.ts';
import { VoiceRow } from './voiceRows.ts';
import { voiceDraw, voiceStepper } from './voiceStepper.ts';

/** A piece to be filled in. */
export interface Unfilled {
  /** of the length wanted; where it is not given, its pitches are not looked at */
  readonly piece: VoiceGrid;
  readonly given: Given;
  /** in the order of their weight: where all of them together leave nothing, the later ones give way */
  readonly constraints?: readonly Constraint[] | undefined;
}

export interface FillOptions extends Sampling {
  /** piece `r` draws with `rng.fold('row', r, …)`, whatever else is filled in with it */
  readonly rng: Rng;
  readonly signal?: AbortSignal | undefined;
}

export interface Filled {
  readonly grid: VoiceGrid;
  /** of what was filled in, in nats */
  readonly logProb: number;
  /** how often a constraint had to give way */
  readonly broken: number;
}

/**
 * Fills in what is not given of pieces, all at the same time: with the beginning given it goes on, with a soprano given it
 * harmonises, with a span left out it rewrites, with nothing given it composes.
 */
export async function fillVoices(
  model: VoiceModel,
  pieces: readonly Unfilled[],
  { rng, signal, ...sampling }: FillOptions,
): Promise<Filled[]> {
  const blanks = pieces.map(({ piece, given }) => blank(piece, given));
  const contexts = scope(() =>
    model.read(
      voiceBatch(
        blanks,
        pieces.map(({ given }) => given),
      ),
    ),
  );
  const rows = pieces.map(
    ({ given, constraints = [] }, index) =>
      new VoiceRow(blanks[index] as VoiceGrid, { given, constraints, time: contexts.shape[1] }),
  );
  const cell = packCell(model.cell);
  try {
    const generated = await generate(voiceStepper(model, cell.value, contexts), {
      input: () => ({ rows }),
      state: () => model.cell.initialState(rows.length),
      draw: voiceDraw(rows, model.head.teller(), sampling),
      rng,
      maxLength: pieces.map(({ piece }) => stepsOf(piece)),
      isDone: () => false,
      signal,
    });
    return generated.map(({ logProb }, index) => {
      const row = rows[index] as VoiceRow;
      return { grid: row.toGrid(), logProb, broken: row.broken };
    });
  } finally {
    cell.free();
    contexts.dispose();
  }
}

/** The piece without what is not given, so that nothing of it can be seen. */
function blank(piece: VoiceGrid, given: Given): VoiceGrid {
  const voices = piece.voices.map((pitches, voice) =>
    pitches.map((pitch, step) => (given[step * VOICE_COUNT + voice] === 1 ? pitch : REST)),
  );
  return { ...piece, voices };
}
