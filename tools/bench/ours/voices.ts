import { adamW } from '@reprise/core';
import { Rng } from '@reprise/engine';
import type { VoiceGrid } from '../../../apps/music/src/score.ts';
import { drawGiven } from '../../../apps/music/src/voices/drawGiven.ts';
import { SIGHT_SIZE, sightsOf } from '../../../apps/music/src/voices/sight.ts';
import { voiceBatch, type VoiceBatch } from '../../../apps/music/src/voices/voiceBatch.ts';
import { VoiceModel } from '../../../apps/music/src/voices/voiceModel.ts';
import type { Runner } from '../serve.ts';
import type { VoicesSettings } from '../work.ts';
import { drawWeights, idValues, writeInputs, type Inputs } from './inputs.ts';
import { trainingRunner } from './trainingRunner.ts';

/** Where the voices begin, and how far they go from there. */
const [MIDDLES, SPAN] = [[71, 64, 58, 50], 7];
/** The share of the steps that begin a note. */
const ONSETS = 0.25;

/** A training step of the music application's four voices: a batch of pieces of different lengths, of which something is given. */
export function voices({ pieces, time, ...sizes }: VoicesSettings, path: string): Runner {
  const model = new VoiceModel({ ...sizes, cell: 'lstm', dropout: 0 });
  const rng = Rng.fromSeed(1);
  // The longest first: so the peer need not sort what it packs.
  const grids = Array.from({ length: pieces }, (_, piece) =>
    drawGrid(rng.fold('piece', piece), time - 4 * piece),
  );
  const batch = voiceBatch(
    grids,
    grids.map((grid, piece) => drawGiven(grid, rng.fold('given', piece))),
  );
  writeInputs(path, new Map([...drawWeights(model.params, rng), ...inputsOf(batch)]));
  return trainingRunner({
    params: model.params,
    batches: [batch],
    loss: (one) => model.loss(one),
    optimizer: adamW({ weightDecay: 0.01 }),
    learningRate: 0.003,
    clipNorm: 1,
  });
}

function drawGrid(rng: Rng, steps: number): VoiceGrid {
  const voices = MIDDLES.map((middle, voice) => {
    const words = rng.fold('voice', voice).words(2 * steps);
    let pitch = middle;
    return Int16Array.from({ length: steps }, (_, step) => {
      const [onset, distance] = [words[2 * step] as number, words[2 * step + 1] as number];
      if (onset / 2 ** 32 < ONSETS) pitch = middle - SPAN + (distance % (2 * SPAN + 1));
      return pitch;
    });
  });
  return { id: 'drawn', voices, meter: { beats: 4, unit: 4 }, upbeat: 0 };
}

function inputsOf(batch: VoiceBatch): Inputs {
  const { size, time, lengths, positions, given, previous, labels } = batch;
  const shape = [size, time, -1].map((side, axis) => (axis < 2 ? side : labels.length / (size * time)));
  return new Map([
    ['lengths', idValues(lengths, [size])],
    ['positions', { shape: [size, time, positions.length / (size * time)], values: positions }],
    ['given.tokens', idValues(given.tokens, shape)],
    ['given.begins', { shape, values: given.begins }],
    ['previous.tokens', idValues(previous.tokens, shape)],
    ['previous.begins', { shape, values: previous.begins }],
    ['sights', idValues(sightsOf(batch), [...shape, SIGHT_SIZE])],
    ['labels', idValues(labels, shape)],
  ]);
}
