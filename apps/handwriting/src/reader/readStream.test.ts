import { disposeParams, memory, Rng, startEngine } from '@reprise/engine';
import { afterAll, describe, expect, it } from 'vitest';
import { makeSettings } from '../config.ts';
import { makeInks } from '../handwriting.fixture.ts';
import type { Stroke } from '../ink.ts';
import type { LoadedReader } from '../modelFolder.ts';
import { normalise } from '../strokes/normalise.ts';
import { transform } from '../strokes/geometry.ts';
import { charactersOf, makeAlphabet } from './alphabet.ts';
import { labelDecoder } from './decodeLabels.ts';
import { inkLogits } from './inkLogits.ts';
import { PenReader } from './penReader.ts';
import { readStream, type InkStream } from './readStream.ts';

await startEngine();

const inks = makeInks({ train: 6, valid: 0, test: 0 }).map(({ strokes }) => normalise(strokes));
const characters = charactersOf(['oil', 'viol', 'zoo', 'x']);
const alphabet = makeAlphabet(characters);
const settings = makeSettings('tiny', { bidirectional: false });
const network = new PenReader({ ...settings, classes: characters.length + 1, rng: Rng.fromSeed(1) });
const model = { network, architecture: { characters }, settings } as unknown as LoadedReader;

/** Writes strokes point by point; looks at the reading after every so many. */
function follow(stream: InkStream, strokes: readonly Stroke[], every = 3): void {
  let count = 0;
  for (const { x, y } of strokes) {
    x.forEach((at, index) => {
      stream.down(at, y[index] as number);
      if (++count % every === 0) stream.best();
    });
    stream.up();
  }
}

afterAll(() => {
  disposeParams(network.params);
});

describe('readStream', () => {
  it('reads in the end what it reads of the whole, however often it was asked', () => {
    const decode = labelDecoder(alphabet, { nBest: 3 });
    for (const ink of inks) {
      const [logits] = inkLogits(network, [ink], settings);
      const whole = decode(logits as Float32Array);
      for (const every of [1, 4, 1000]) {
        const stream = readStream(model, { height: 1, middle: 0 }, { nBest: 3 });
        follow(stream, ink, every);
        const streamed = stream.finish();
        stream.dispose();
        expect(streamed.map(({ text }) => text)).toEqual(whole.map(({ text }) => text));
        streamed.forEach(({ confidence }, index) => {
          expect(confidence).toBeCloseTo(whole[index]?.confidence as number, 4);
        });
      }
    }
  });

  it('does not care about the unit of the points, where it is told the height and the middle', () => {
    const [ink] = inks as [Stroke[]];
    const read = (strokes: readonly Stroke[], height: number, middle: number): string | undefined => {
      const stream = readStream(model, { height, middle });
      follow(stream, strokes);
      const [best] = stream.finish();
      stream.dispose();
      return best?.text;
    };
    expect(read(transform(ink, [40, 0, 0, 40, 300, 120]), 40, 120)).toBe(read(ink, 1, 0));
  });

  it('keeps nothing once it is disposed of', () => {
    const before = memory().tensors;
    const stream = readStream(model, { height: 1, middle: 0 });
    follow(stream, inks[0] as Stroke[]);
    stream.dispose();
    expect(memory().tensors).toBe(before);
  });

  it('refuses models in both directions, and what is no place', () => {
    const both = { ...model, settings: { ...settings, bidirectional: true } } as LoadedReader;
    expect(() => readStream(both, { height: 1, middle: 0 })).toThrow('a model in one direction');
    expect(() => readStream(model, { height: 0, middle: 0 })).toThrow('a height above 0');
    const stream = readStream(model, { height: 1, middle: 0 });
    expect(() => {
      stream.down(NaN, 0);
    }).toThrow('finite numbers');
    expect(stream.finish()).toEqual([{ text: '', confidence: expect.closeTo(1, 6) as number }]);
  });
});
