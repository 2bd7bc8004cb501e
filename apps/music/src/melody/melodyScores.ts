import { batchesBySize } from '@reprise/app';
import { scope } from '@reprise/engine';
import type { Melody } from './melody.ts';
import { melodyBatch } from './melodyBatch.ts';
import type { MelodyModel } from './melodyModel.ts';
import type { ReaderSpec } from './melodyReader.ts';
import type { MelodyVocabulary } from './melodyVocabulary.ts';

/** Nats of each note, the end of its tune counted in. */
export type MelodyScores = {
  /** pitch and duration together */
  readonly loss: number;
  /** the duration, or that the tune ends */
  readonly duration: number;
  /** the pitch, the duration being known */
  readonly pitch: number;
};

/** Steps of a batch. */
const BATCH_STEPS = 4000;

/** Measures a network on tunes; the batches are made once. */
export function melodyScores(
  melodies: readonly Melody[],
  vocabulary: MelodyVocabulary,
  reader: ReaderSpec,
): (model: MelodyModel) => MelodyScores {
  const batches = batchesBySize(
    melodies,
    ({ notes }) => notes.length + 1,
    BATCH_STEPS,
    (part) =>
      melodyBatch(
        part.map(({ example }) => example),
        vocabulary,
        reader,
      ),
  );
  const tokens = batches.reduce((sum, batch) => sum + batch.tokens, 0);
  return (model) => {
    let [duration, pitch, other] = [0, 0, 0];
    for (const batch of batches) {
      scope(() => {
        const nats = model.nats(batch);
        duration += nats.duration.dataSync()[0] as number;
        pitch += nats.pitch.dataSync()[0] as number;
      });
      other += batch.otherNats;
    }
    return { loss: (duration + pitch + other) / tokens, duration: duration / tokens, pitch: pitch / tokens };
  };
}
