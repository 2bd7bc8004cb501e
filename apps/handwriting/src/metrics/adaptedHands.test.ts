import { disposeParams, Rng, startEngine } from '@reprise/engine';
import { tensorTest } from '@reprise/testing';
import { describe, expect } from 'vitest';
import { tiny } from '../presets/tiny.ts';
import { describeWriting } from '../writer/writingScores.ts';
import { writerTask } from '../writer/writerTask.ts';
import { scoreAdapting } from './adaptedHands.ts';
import { HANDS, writtenBy } from './hands.fixture.ts';

await startEngine();

const settings = { ...tiny, model: 'writer' as const, hiddenSize: 6, spacing: 0.4 };
const characters = Array.from(' aceimnorsu');
const architecture = { characters, charactersPerStep: 0.1 };
const OPTIONS = { writers: 2, lines: 20 };

/** Different words of three letters. */
function words(count: number): string[] {
  const letters = 'aceimnorsu';
  return Array.from({ length: count }, (_, at) =>
    [at % 10, Math.floor(at / 10), (at * 7) % 10].map((letter) => letters[letter]).join(''),
  );
}

describe('scoreAdapting', () => {
  tensorTest('is told by ink that was not adapted to, and leaves the model as it was', async () => {
    const network = writerTask.makeNetwork(architecture, settings, Rng.fromSeed(2));
    const model = { network, architecture, settings };
    const inks = writtenBy(HANDS.slice(0, 3), words(45));
    const scores = await scoreAdapting(model, inks, Rng.fromSeed(1), OPTIONS);
    expect(scores).toMatchObject({ writers: 2, lines: 20, better: 2 });
    // Stems are easy to learn.
    expect(scores!.after).toBeLessThan(scores!.before - 1);
    expect(await scoreAdapting(model, inks, Rng.fromSeed(1), OPTIONS)).toEqual(scores);
    const nats = { inks: 1, steps: 1, model: 0, mixture: 1 };
    const lines = describeWriting({ nats, words: undefined, writers: undefined, adapted: scores });
    expect(lines).toContain(`after             ${scores!.after.toFixed(3)}, better for 2 of 2`);
    disposeParams(network.params);
  });

  tensorTest('leaves out writers of little ink', async () => {
    const network = writerTask.makeNetwork(architecture, settings, Rng.fromSeed(2));
    const inks = writtenBy(HANDS, words(39));
    const model = { network, architecture, settings };
    expect(await scoreAdapting(model, inks, Rng.fromSeed(1), OPTIONS)).toBeUndefined();
    disposeParams(network.params);
  });
});
