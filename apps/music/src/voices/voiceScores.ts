import { batchesBySize, meanLoss } from '@reprise/app';
import { Rng } from '@reprise/engine';
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
  const batchesOf = (givenOf: (piece: VoiceGrid, place: number) => Given): VoiceBatch[] =>
    batchesBySize(sorted, stepsOf, BATCH_STEPS, (part) =>
      voiceBatch(
        part.map(({ example }) => example),
        part.map(({ example, place }) => givenOf(example, place)),
      ),
    );
  const mixed = batchesOf((piece, place) => drawGiven(piece, rng.fold(place)));
  const nothing = batchesOf(nothingGiven);
  const soprano = batchesOf((piece) => voicesGiven(piece, [0]));
  return (model) => ({
    loss: meanLoss(model, mixed),
    nothing: meanLoss(model, nothing),
    soprano: meanLoss(model, soprano),
  });
}
