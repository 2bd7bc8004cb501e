import { ngramModel, trainKneserNey } from '@reprise/core';
import type { Melody } from '../melody/melody.ts';
import { MelodyVocabulary, vocabularyOf, type EncodedMelody } from '../melody/melodyVocabulary.ts';

/** A note as one token, its pitch and its duration together, or as two, the one named first before the other. */
export type NoteForm = 'joint' | 'pitchFirst' | 'durationFirst';

export interface BaselineOptions {
  /** `joint`, the strongest of the three, where not given */
  readonly form?: NoteForm | undefined;
  /** tokens of an n-gram: 12, beyond which there is nothing to gain on folk tunes, where not given */
  readonly order?: number | undefined;
}

/** What a model makes of some melodies. */
export interface MelodyScore {
  readonly notes: number;
  /** pitch and duration of each note, and the end of each tune, in nats, divided by the number of notes */
  readonly natsPerNote: number;
  /** the same without the ends */
  readonly natsWithoutEnds: number;
}

/**
 * An n-gram model of melodies, what a network is to be better than: modified Kneser-Ney, see {@link trainKneserNey}, over
 * the tokens that the melody model has, in the key they are in. What the training's vocabulary lacks costs as much as it
 * does there, and all its pitches may go with all its durations.
 *
 * @returns a function that scores melodies
 */
export function trainMelodyBaseline(
  train: readonly Melody[],
  { form = 'joint', order = 12 }: BaselineOptions = {},
): (melodies: readonly Melody[]) => MelodyScore {
  const vocabulary = new MelodyVocabulary(vocabularyOf(train, 0));
  const { pitchCount, durationCount } = vocabulary;
  const tokensOf = ({ pitches, durations }: EncodedMelody): number[] =>
    Array.from(pitches).flatMap((pitch, note) => {
      const duration = durations[note] as number;
      if (form === 'joint') return [pitch * durationCount + duration];
      return form === 'pitchFirst' ? [pitch, pitchCount + duration] : [pitchCount + duration, pitch];
    });
  const model = ngramModel(
    trainKneserNey(
      train.map((melody) => tokensOf(vocabulary.encode(melody))),
      { order, vocabSize: form === 'joint' ? pitchCount * durationCount : pitchCount + durationCount },
    ),
  );
  return (melodies) => {
    let [notes, nats, ends] = [0, 0, 0];
    for (const melody of melodies) {
      const encoded = vocabulary.encode(melody);
      const logProbs = model.logProbs(tokensOf(encoded));
      notes += melody.notes.length;
      nats += logProbs.subarray(0, -1).reduce((sum, logProb) => sum - logProb, encoded.otherNats);
      ends -= logProbs.at(-1) as number;
    }
    return { notes, natsPerNote: (nats + ends) / notes, natsWithoutEnds: nats / notes };
  };
}
