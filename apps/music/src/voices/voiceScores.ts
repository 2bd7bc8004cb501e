import { Rng, scope } from '@reprise/engine';
import { stepsOf, type VoiceGrid } from '../score.ts';
import { drawGiven } from './drawGiven.ts';
import { bringHome } from './home.ts';
import { nothingGiven, voiceBatch, voicesGiven, type Given, type VoiceBatch } from './voiceBatch.ts';
import type { VoiceModel } from './voiceModel.ts';

/** Nats of each note that is said, a voice and a step, held or begun. */
export type VoiceScores = {
  /** as in training: something is given, drawn once and for all */
  readonly loss: number;
  /** nothing given */
  readonly nothing: number;
  /** the soprano given: of the other three */
  readonly soprano: number;
};

/** Steps of a batch. */
const BATCH_STEPS = 6000;

/** Measures a network on pieces, each in C major or A minor by its estimated key; the batches are made once. */
export function voiceScores(pieces: readonly VoiceGrid[]): (model: VoiceModel) => VoiceScores {
  const rng = Rng.fromSeed(0).fold('scores');
  const sorted = pieces.map(bringHome).sort((a, b) => stepsOf(a) - stepsOf(b));
  const mixed = batchesOf(sorted, (piece, index) => drawGiven(piece, rng.fold(index)));
  const nothing = batchesOf(sorted, nothingGiven);
  const soprano = batchesOf(sorted, (piece) => voicesGiven(piece, [0]));
  return (model) => ({
    loss: meanLoss(model, mixed),
    nothing: meanLoss(model, nothing),
    soprano: meanLoss(model, soprano),
  });
}

function batchesOf(
  sorted: readonly VoiceGrid[],
  givenOf: (piece: VoiceGrid, index: number) => Given,
): VoiceBatch[] {
  const batches: VoiceBatch[] = [];
  for (let begin = 0; begin < sorted.length;) {
    let end = begin + 1;
    while (end < sorted.length && (end + 1 - begin) * stepsOf(sorted[end] as VoiceGrid) <= BATCH_STEPS) end++;
    const pieces = sorted.slice(begin, end);
    const first = begin;
    batches.push(
      voiceBatch(
        pieces,
        pieces.map((piece, index) => givenOf(piece, first + index)),
      ),
    );
    begin = end;
  }
  return batches;
}

function meanLoss(model: VoiceModel, batches: readonly VoiceBatch[]): number {
  let [nats, tokens] = [0, 0];
  for (const batch of batches) {
    if (batch.tokens === 0) continue;
    nats += batch.tokens * scope(() => model.loss(batch).dataSync()[0] as number);
    tokens += batch.tokens;
  }
  return nats / tokens;
}
