import { disposeParams, namedParams, Rng, scope, startEngine, valueAndGradients } from '@reprise/engine';
import { adam, constant, fit } from '@reprise/core';
import { shakeParams, slow, tensorTest } from '@reprise/testing';
import { afterAll, describe, expect } from 'vitest';
import { makeSettings } from '../config.ts';
import { drawGiven } from './drawGiven.ts';
import { bringHome } from './home.ts';
import { fillVoices } from './fillVoices.ts';
import { REST } from '../score.ts';
import type { Constraint } from './constraints.ts';
import { pieceOf, triads } from './piece.fixture.ts';
import { nothingGiven, voiceBatch, voicesGiven, type Given } from './voiceBatch.ts';
import { VoiceModel } from './voiceModel.ts';
import { voiceSource } from './voiceSource.ts';

await startEngine();

const settings = makeSettings('tiny');
const model = new VoiceModel({ ...settings, rng: Rng.fromSeed(3) });
// Where nothing is zero, nothing can be left out unseen.
shakeParams(model, Rng.fromSeed(8));
const piece = triads(12);

afterAll(() => {
  disposeParams(model.params);
});

const isNoRest: Constraint = (pitch) => pitch !== REST;

function lossOf(subject: VoiceModel, given: Given, of = piece): number {
  return scope(() => subject.loss(voiceBatch([of], [given])).dataSync()[0] as number);
}

describe('VoiceModel', () => {
  tensorTest('gives each of its parameters a gradient', () => {
    const batch = voiceBatch([piece, triads(8, 62)], [nothingGiven(piece), voicesGiven(triads(8), [0])]);
    const named = namedParams(model.params);
    const { gradients } = valueAndGradients(() => model.loss(batch), [...named.values()]);
    const dead = [...named.keys()].filter((_, index) =>
      gradients[index]!.dataSync().every((value) => value === 0),
    );
    expect(dead).toEqual([]);
  });

  tensorTest('is the same for a piece alone and beside a longer one', () => {
    const [alone, longer] = [lossOf(model, nothingGiven(piece)), triads(20, 57)];
    const rest = lossOf(model, nothingGiven(longer), longer);
    const both = scope(
      () =>
        model
          .loss(voiceBatch([piece, longer], [nothingGiven(piece), nothingGiven(longer)]))
          .dataSync()[0] as number,
    );
    expect(both).toBeCloseTo((12 * alone + 20 * rest) / 32, 4);
  });

  tensorTest('says a piece as probable when it draws it as when it is taught it', async () => {
    const cases = [
      nothingGiven(piece),
      voicesGiven(piece, [0]),
      voicesGiven(piece, [1, 3]),
      drawGiven(piece, Rng.fromSeed(4)),
    ];
    for (const given of cases) {
      const drawn = await fillVoices(
        model,
        [
          { piece, given },
          { piece, given },
        ],
        { rng: Rng.fromSeed(1) },
      );
      for (const { grid, logProb } of drawn) {
        const batch = voiceBatch([grid], [given]);
        expect(logProb / batch.tokens).toBeCloseTo(-lossOf(model, given, grid), 4);
      }
    }
  });

  tensorTest(
    'draws pitches as often as they are probable, sharpened by temperature, cut by topK',
    async () => {
      const ROWS = 1500;
      const chord = (soprano: number) => pieceOf([[soprano], [64], [60], [48]]);
      const given = voicesGiven(chord(72), [1, 2, 3]);
      const pitches = Array.from({ length: 88 - 28 + 1 }, (_, index) => 28 + index);
      const logProbs = pitches.map((pitch) => -lossOf(model, given, chord(pitch)));
      for (const [temperature, topK] of [
        [1, 61],
        [0.5, 61],
        [1, 3],
      ] as const) {
        const least = logProbs.toSorted((a, b) => b - a)[topK - 1]!;
        const weights = logProbs.map((nats) => (nats >= least ? Math.exp(nats / temperature) : 0));
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        const rows = Array.from({ length: ROWS }, () => ({
          piece: chord(72),
          given,
          constraints: [isNoRest],
        }));
        const drawn = await fillVoices(model, rows, { rng: Rng.fromSeed(6), temperature, topK });
        pitches.forEach((pitch, index) => {
          const p = weights[index]! / total;
          const share = drawn.filter(({ grid }) => grid.voices[0]![0] === pitch).length / ROWS;
          expect(Math.abs(share - p), `${pitch} at ${temperature}`).toBeLessThan(
            4.5 * Math.sqrt((p * (1 - p)) / ROWS) + 2 / ROWS,
          );
        });
      }
    },
  );

  tensorTest('keeps what is given, and draws the same from the same seed', async () => {
    const given = voicesGiven(piece, [0, 2]);
    const draw = async (seed: number) => {
      const [filled] = await fillVoices(model, [{ piece, given }], { rng: Rng.fromSeed(seed) });
      return filled!.grid.voices.map((voice) => [...voice]);
    };
    const first = await draw(1);
    expect(first[0]).toEqual([...piece.voices[0]!]);
    expect(first[2]).toEqual([...piece.voices[2]!]);
    expect(await draw(1)).toEqual(first);
    expect(await draw(2)).not.toEqual(first);
  });

  tensorTest('draws for a piece beside a longer one what it draws for it alone', async () => {
    const longer = triads(20, 57);
    const [short, long] = [piece, longer].map((each) => ({ piece: each, given: voicesGiven(each, [0]) }));
    const rng = Rng.fromSeed(5);
    const [alone] = await fillVoices(model, [short!], { rng });
    const [beside, other] = await fillVoices(model, [short!, long!], { rng });
    expect(beside!.grid).toEqual(alone!.grid);
    expect(beside!.logProb).toBeCloseTo(alone!.logProb, 3);
    expect(other!.grid.voices[0]).toEqual(longer.voices[0]);
  });

  slow('learns to harmonise by rule, in keys that it was not taught', learnToHarmonise);
});

async function learnToHarmonise(): Promise<void> {
  const learner = new VoiceModel({ ...settings, rng: Rng.fromSeed(3) });
  const taught = [55, 57, 59, 62].map((tonic) => triads(24, tonic));
  const unseen = bringHome(triads(24, 64));
  const optimizer = adam();
  try {
    await fit({
      params: learner.params,
      source: voiceSource(taught, { batchTokens: 96, transposition: 1, seed: 1 }),
      loss: (batch, rng) => learner.loss(batch, rng),
      optimizer,
      schedule: constant(0.01),
      steps: 100,
      rng: Rng.fromSeed(7),
    });
    expect(lossOf(learner, nothingGiven(unseen), unseen)).toBeLessThan(0.25);
    const [filled] = await fillVoices(learner, [{ piece: unseen, given: voicesGiven(unseen, [0]) }], {
      rng: Rng.fromSeed(1),
      topK: 1,
    });
    const shares = filled!.grid.voices.map(
      (voice, index) => voice.filter((pitch, step) => pitch === unseen.voices[index]![step]).length / 24,
    );
    expect(Math.min(...shares)).toBeGreaterThan(0.8);
  } finally {
    optimizer.dispose();
    disposeParams(learner.params);
  }
}
