import { disposeParams, Rng, startEngine } from '@reprise/engine';
import { tensorTest } from '@reprise/testing';
import { describe, expect, it } from 'vitest';
import { WriterModel } from '../writer/writerModel.ts';
import { scoreBatches, writerScores } from '../writer/writerScores.ts';
import { writerText } from '../writer/writerText.ts';
import { HANDS, writtenBy } from './hands.fixture.ts';
import { sampleTargets, stepNats, targetsOf } from './stepNats.ts';

await startEngine();

const SPACING = 0.4;
const train = writtenBy(HANDS, ['moan', 'rose']);
const test = writtenBy(HANDS.slice(0, 2), ['nun', 'career']);
const text = writerText(Array.from('aceimnorsu'));

function makeModel(): WriterModel {
  return new WriterModel({
    vocabSize: 1 + text.characters.length,
    embeddingSize: 3,
    hiddenSize: 5,
    layers: 2,
    windows: 2,
    components: 2,
    dropout: 0,
    charactersPerStep: 0.1,
    rng: Rng.fromSeed(5),
  });
}

/** Steps of 5 numbers: the offsets of all but ends, and how often the pen is down, up and at an end. */
function stepsIn(values: Float32Array): { offsets: [number, number][]; pens: number[] } {
  const offsets: [number, number][] = [];
  const pens = [0, 0, 0];
  for (let at = 0; at < values.length; at += 5) {
    const pen = [2, 3, 4].findIndex((index) => values[at + index] === 1);
    pens[pen] = (pens[pen] as number) + 1;
    if (pen < 2) offsets.push([values[at] as number, values[at + 1] as number]);
  }
  return { offsets, pens };
}

describe('stepNats', () => {
  tensorTest('gives the mixture the same steps as the model', () => {
    const model = makeModel();
    const batches = scoreBatches(test, text, SPACING);
    const scores = stepNats(model, batches, train, { components: 1, spacing: SPACING, steps: 1000 });
    expect(scores.model).toBe(writerScores(test, text, SPACING)(model).loss);
    expect(scores.steps).toBe(batches.reduce((sum, { tokens }) => sum + tokens, 0));

    // One normal distribution, and counts of the pen with one more each, by the definition.
    const fitted = stepsIn(
      sampleTargets(train, Rng.fromSeed(0).fold('baseline').fold('steps'), { spacing: SPACING, steps: 1000 }),
    );
    const { offsets, pens } = stepsIn(targetsOf(batches));
    const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    const [mx, my] = [mean(fitted.offsets.map(([x]) => x)), mean(fitted.offsets.map(([, y]) => y))];
    const xx = mean(fitted.offsets.map(([x]) => (x - mx) ** 2));
    const yy = mean(fitted.offsets.map(([, y]) => (y - my) ** 2));
    const xy = mean(fitted.offsets.map(([x, y]) => (x - mx) * (y - my)));
    const determinant = xx * yy - xy * xy;
    const offsetNats = offsets.map(([x, y]) => {
      const [u, v] = [x - mx, y - my];
      const distance = (yy * u * u - 2 * xy * u * v + xx * v * v) / determinant;
      return Math.log(2 * Math.PI) + (Math.log(determinant) + distance) / 2;
    });
    const total = fitted.pens.reduce((sum, count) => sum + count + 1, 0);
    const penNats = pens.map((count, pen) => -count * Math.log(((fitted.pens[pen] as number) + 1) / total));
    const sum = [...offsetNats, ...penNats].reduce((whole, nats) => whole + nats, 0);
    expect(scores.mixture).toBeCloseTo(sum / scores.steps, 6);
    disposeParams(model.params);
  });
});

describe('targets', () => {
  it('are drawn from as many plausible inks as it takes', () => {
    const all = sampleTargets(train, Rng.fromSeed(1), { spacing: SPACING, steps: 10_000 });
    expect(stepsIn(all).pens[2]).toBe(train.length);
    const some = sampleTargets(train, Rng.fromSeed(1), { spacing: SPACING, steps: 30 });
    expect(some).toEqual(all.subarray(0, 30 * 5));
    expect(sampleTargets(train, Rng.fromSeed(2), { spacing: SPACING, steps: 30 })).not.toEqual(some);

    const [first] = train as [(typeof train)[0]];
    const stray = { ...first, text: 'a'.repeat(100) };
    expect(sampleTargets([stray], Rng.fromSeed(1), { spacing: SPACING, steps: 30 })).toHaveLength(0);
  });

  it('of batches are without padding', () => {
    const batches = scoreBatches(test, text, SPACING);
    const padded = batches.reduce((sum, { shape: [size, time] }) => sum + size * time, 0);
    const { offsets, pens } = stepsIn(targetsOf(batches));
    expect(offsets.length + test.length).toBeLessThan(padded);
    expect(pens[2]).toBe(test.length);
    // A stroke for each letter.
    expect(pens[1]).toBe(test.reduce((sum, ink) => sum + ink.text.length, 0));
  });
});
