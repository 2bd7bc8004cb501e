import { ctcGreedy, setWeights, type TensorValues } from '@reprise/core';
import { disposeParams, Rng } from '@reprise/engine';
import type { Ink, Stroke } from '../../../apps/handwriting/src/ink.ts';
import type { LoadedReader } from '../../../apps/handwriting/src/modelFolder.ts';
import { reader as preset } from '../../../apps/handwriting/src/presets/reader.ts';
import { makeAlphabet } from '../../../apps/handwriting/src/reader/alphabet.ts';
import { penFrames } from '../../../apps/handwriting/src/reader/inkBatch.ts';
import { inkLogits } from '../../../apps/handwriting/src/reader/inkLogits.ts';
import { PenReader } from '../../../apps/handwriting/src/reader/penReader.ts';
import { readInks } from '../../../apps/handwriting/src/reader/read.ts';
import { normalise } from '../../../apps/handwriting/src/strokes/normalise.ts';
import type { Runner } from '../serve.ts';
import type { ReadWordSettings } from '../work.ts';
import { drawShippedWeights, idValues, writeInputs } from './inputs.ts';

/** Standard deviation of logits about the mean of their class: a trained reader is sure of most frames. */
const SPREAD = 8;
/** Code points to read: which is the same to the network. */
const FIRST_CHARACTER = 0x4e00;

interface Read {
  readonly labels: readonly number[];
  /** of the labels, or of the one alignment of the best path */
  readonly probability: number;
}

/**
 * A word read by the handwriting application without a language model, from strokes to text: latency. The peer is given
 * what the network sees of the points.
 */
export function readWord({ classes, points, beamSize, ...sizes }: ReadWordSettings, path: string): Runner {
  const settings = { ...preset, ...sizes };
  const characters = Array.from({ length: classes - 1 }, (_, at) =>
    String.fromCodePoint(FIRST_CHARACTER + at),
  );
  const alphabet = makeAlphabet(characters);
  const network = new PenReader({ ...settings, classes });
  const weights = drawShippedWeights(network.params, Rng.fromSeed(1));
  const ink: Ink = { id: 'drawn', strokes: [loops(points)] };
  const seen = (): Float32Array => {
    const [logits] = inkLogits(network, [normalise(ink.strokes)], settings);
    if (!logits) throw new Error('expected the logits of the word');
    return logits;
  };
  makeSure(weights, seen());
  setWeights(network.params, weights);
  const dispose = (): void => {
    disposeParams(network.params);
  };
  const model: LoadedReader = {
    kind: 'reader',
    language: undefined,
    network,
    architecture: { characters },
    settings,
    dispose,
  };

  const { values, shape, lengths } = penFrames([normalise(ink.strokes)], settings);
  writeInputs(
    path,
    new Map([...weights, ['values', { shape, values }], ['lengths', idValues(lengths, [1])]]),
  );

  const read = (): Read => {
    if (beamSize === undefined) {
      const { labels, logProb } = ctcGreedy(seen(), classes);
      return { labels, probability: Math.exp(logProb) };
    }
    const [reading] = readInks(model, [ink], { beamSize });
    return { labels: [...alphabet.encode(reading?.text ?? '')], probability: reading?.confidence ?? NaN };
  };
  return {
    run() {
      read();
    },
    check() {
      const { labels, probability } = read();
      return { points: [...lengths], labels, probability: [probability] };
    },
    dispose,
  };
}

/**
 * Takes away what all frames have in common and enlarges what is left, so that a search has as little to look at as with
 * a trained reader.
 */
function makeSure(weights: Map<string, TensorValues>, logits: Float32Array): void {
  const [weight, bias] = [weights.get('output.weight'), weights.get('output.bias')];
  if (!weight || !bias) throw new Error('expected the reader to have an output.weight and an output.bias');
  const classes = bias.values.length;
  const frames = logits.length / classes;
  const means = new Float64Array(classes);
  logits.forEach((logit, at) => (means[at % classes] = (means[at % classes] as number) + logit / frames));
  const squares = logits.reduce((sum, logit, at) => sum + (logit - (means[at % classes] as number)) ** 2, 0);
  const scale = SPREAD / Math.sqrt(squares / logits.length);
  weights.set('output.weight', { ...weight, values: weight.values.map((own) => scale * own) });
  weights.set('output.bias', {
    ...bias,
    values: bias.values.map((own, label) => scale * (own - (means[label] as number))),
  });
}

/** Points of one loop, when it is normalised and resampled as the preset says. */
const LOOP = 19;

/** A pen that goes round and on, each time a little otherwise. */
function loops(points: number): Stroke {
  const turns = Float64Array.from({ length: 2 * points }, (_, at) => (Math.PI * at) / LOOP);
  return {
    x: turns.map((turn) => turn / 3 + Math.cos(turn)),
    y: turns.map((turn) => Math.sin(turn) + Math.sin(turn / Math.E) / 3),
  };
}
