import { ngramModel, trainKneserNey } from '@reprise/core';
import { describe, expect, it } from 'vitest';
import { REST } from '../score.ts';
import type { Melody } from '../melody/melody.ts';
import { trainMelodyBaseline, type NoteForm } from './melodyBaseline.ts';

const melody = (...notes: (readonly [pitch: number, duration: number])[]): Melody => ({
  id: 'tune',
  notes: notes.map(([pitch, duration]) => ({ pitch, duration })),
});

/** Pitches 60 to 64, three durations that come twice or more. */
const TRAIN = [
  melody([60, 1], [62, 1], [64, 2], [60, 1], [62, 0.5], [60, 0.5]),
  melody([64, 2], [62, 1], [60, 1], [REST, 1], [60, 2]),
  melody([60, 1], [62, 1], [60, 2]),
];
const SEEN = [melody([60, 1], [62, 1], [60, 2]), melody([64, 2], [60, 0.5])];
const sum = (numbers: Iterable<number>) => [...numbers].reduce((total, number) => total + number, 0);

describe('trainMelodyBaseline', () => {
  it('is Kneser-Ney over notes of a pitch and a duration, the end of each tune counted', () => {
    // Nine pitches (the edge, others, silence, 60 to 64, of which 61 and 63 never come) with five durations each.
    const tokenOf = (pitch: number, duration: number) =>
      5 * (pitch === REST ? 2 : pitch - 57) + 2 + [0.5, 1, 2].indexOf(duration);
    const tokens = ({ notes }: Melody) => notes.map(({ pitch, duration }) => tokenOf(pitch, duration));
    const model = ngramModel(trainKneserNey(TRAIN.map(tokens), { order: 3, vocabSize: 40 }));
    const logProbs = SEEN.map((tune) => model.logProbs(tokens(tune)));
    const { notes, natsPerNote, natsWithoutEnds } = trainMelodyBaseline(TRAIN, { order: 3 })(SEEN);
    expect(notes).toBe(5);
    expect(natsPerNote).toBeCloseTo(-sum(logProbs.map((own) => sum(own))) / 5, 12);
    expect(natsWithoutEnds).toBeCloseTo(-sum(logProbs.map((own) => sum(own.subarray(0, -1)))) / 5, 12);
  });

  it.each<[NoteForm, (pitch: number, duration: number) => number[]]>([
    ['pitchFirst', (pitch, duration) => [pitch, duration]],
    ['durationFirst', (pitch, duration) => [duration, pitch]],
  ])('has two tokens a note, %s', (form, order) => {
    const tokens = ({ notes }: Melody) =>
      notes.flatMap(({ pitch, duration }) =>
        order(pitch === REST ? 2 : pitch - 57, 8 + 2 + [0.5, 1, 2].indexOf(duration)),
      );
    const model = ngramModel(trainKneserNey(TRAIN.map(tokens), { order: 4, vocabSize: 13 }));
    const nats = sum(SEEN.map((tune) => -sum(model.logProbs(tokens(tune)))));
    expect(trainMelodyBaseline(TRAIN, { form, order: 4 })(SEEN).natsPerNote).toBeCloseTo(nats / 5, 12);
  });

  it('pays for the name of what the training lacks', () => {
    // Both are the token of what is other; 7 ticks and 67 ticks are then named, and a pitch among 128.
    const score = trainMelodyBaseline(TRAIN);
    const bits = (tune: Melody) => score([tune]).natsPerNote;
    const dear = bits(melody([60, 67 / 48])) - bits(melody([60, 7 / 48]));
    expect(dear).toBeCloseTo(Math.log(67 * 68) - Math.log(7 * 8), 12);
    const known = trainMelodyBaseline([...TRAIN, melody([90, 1])]);
    expect(known([melody([95, 1])]).natsPerNote).toBeGreaterThan(Math.log(128));
  });

  it('knows a tune that it was trained on better than another', () => {
    const score = trainMelodyBaseline(TRAIN);
    expect(score(TRAIN.slice(0, 1)).natsPerNote).toBeLessThan(
      score([melody([64, 0.5], [62, 2], [REST, 0.5], [64, 1])]).natsPerNote,
    );
  });
});
