import { InputError, nearest } from '@reprise/core/errors';
import { HANDWRITING_WORKS } from './handwritingWorks.ts';
import type { LayerSettings, PeerName, TranslationSettings, Work } from './work.ts';

const SHAPES = [
  { time: 20, batchSize: 20, size: 200 },
  { time: 32, batchSize: 64, size: 512 },
  { time: 50, batchSize: 64, size: 256 },
] as const;

const TRANSLATION = {
  vocabSize: 8000,
  embeddingSize: 256,
  encoderSize: 256,
  decoderSize: 512,
  inputFeeding: false,
  batchSize: 128,
} as const satisfies TranslationSettings;

const LONG_CELL_NAMES = { lstm: 'LSTM', gru: 'GRU' } as const;

/**
 * Multiplications and additions of a layer's training: the input's and the state's matrix product, once forward and
 * twice backward.
 */
export function layerFlops({ cell, time, batchSize, size }: LayerSettings): number {
  const gates = cell === 'lstm' ? 4 : 3;
  return 6 * time * batchSize * (size + size) * gates * size;
}

/** Training runs one step after another: a time is that of so many as do this much work, not of one after a rest. */
const FLOPS_AT_A_TIME = 1e10;

export function layerWork(settings: LayerSettings, peer: PeerName = 'PyTorch'): Work {
  const { cell, time, batchSize, size } = settings;
  const long = LONG_CELL_NAMES[cell];
  return {
    name: `${cell}-${time}x${batchSize}x${size}${peer === 'PyTorch' ? '' : '-tf-layers'}`,
    title: `${long} layer, training: ${time} steps, batch ${batchSize}, ${size} units`,
    family: `${long} layer`,
    peer,
    task: 'layer',
    settings,
    flops: layerFlops(settings),
    // tf.layers takes twenty times as long.
    loops: peer === 'tf.layers' ? 2 : Math.ceil(FLOPS_AT_A_TIME / layerFlops(settings)),
  };
}

function layersOf(cell: LayerSettings['cell']): Work[] {
  return SHAPES.map((shape) => ({
    ...layerWork({ cell, ...shape, reset: 'after' }),
    isQuick: cell === 'lstm' || shape.size < 512,
  }));
}

function translationWorks(inputFeeding: boolean): Work[] {
  const [suffix, how] = inputFeeding ? ['-input-feeding', ' with input feeding'] : ['', ''];
  const settings = { ...TRANSLATION, inputFeeding };
  const decode = (batchSize: number, sentences: string): Work => ({
    name: `beam-5-${sentences.replace(' ', '-')}${suffix}`,
    title: `Translation${how}: beam search of 5, ${sentences}`,
    family: 'beam search',
    peer: 'PyTorch',
    task: 'decoding',
    settings: { ...settings, batchSize, beamSize: 5, steps: 20 },
    loops: batchSize === 1 ? 4 : 1,
  });
  return [
    {
      name: `translation-step${suffix}`,
      title: `Translation${how}: training step, batch 128`,
      family: `translation step${suffix}`,
      peer: 'PyTorch',
      task: 'translation',
      settings,
      loops: 3, // one batch each of short, middling and long sentences
    },
    decode(32, '32 sentences'),
    decode(1, '1 sentence'),
  ];
}

function keyboardWork(peer: PeerName): Work {
  return {
    name: peer === 'PyTorch' ? 'keyboard-step' : 'keyboard-step-onnx-runtime',
    title: 'Keyboard: one step at batch 1, LSTM 670, vocabulary 10,000',
    family: 'keyboard step',
    peer,
    isQuick: peer === 'PyTorch',
    task: 'keyboard',
    settings: { vocabSize: 10_000, embeddingSize: 96, hiddenSize: 670 },
    loops: 30,
  };
}

/** All comparisons, in the order of the report. */
export const WORKS: readonly Work[] = [
  ...layersOf('lstm'),
  ...layersOf('gru'),
  {
    name: 'bidirectional-lstm-ragged',
    title: 'Bidirectional LSTM, training: 64 sequences of 1 to 32 steps, 256 units',
    family: 'bidirectional LSTM',
    peer: 'PyTorch',
    isQuick: true,
    task: 'bidirectional',
    settings: { time: 32, batchSize: 64, size: 256 },
    loops: 2,
  },
  {
    name: 'language-model-step',
    title: 'Language model, training step: 2 × LSTM 200, batch 20 × 20, vocabulary 10,000',
    family: 'language model step',
    peer: 'PyTorch',
    isQuick: true,
    task: 'languageModel',
    settings: { vocabSize: 10_000, size: 200, numLayers: 2, batchSize: 20, time: 20 },
    loops: 3,
  },
  ...translationWorks(false),
  ...translationWorks(true),
  {
    name: 'deepar-step',
    title: 'DeepAR, training step: 2 × LSTM 40, 32 windows of 96 steps, Student t',
    family: 'DeepAR step',
    peer: 'PyTorch',
    task: 'deepar',
    settings: { inputSize: 32, hiddenSize: 40, numLayers: 2, batchSize: 32, time: 96 },
    loops: 5,
  },
  {
    name: 'deepar-forecast',
    title: 'DeepAR, forecast: 1,000 series of 1,000 hours, 24 steps, 100 paths',
    family: 'DeepAR forecast',
    peer: 'PyTorch',
    task: 'deeparForecast',
    settings: { series: 1000, points: 1000, horizon: 24, paths: 100 },
    repetitions: 5,
  },
  {
    name: 'voices-step',
    title: 'Four voices, training step: bidirectional reader, 2 × LSTM 288, 12 chorales',
    family: 'four voices step',
    peer: 'PyTorch',
    task: 'voices',
    settings: {
      embeddingSize: 24,
      readerSize: 160,
      hiddenSize: 288,
      layers: 2,
      headSize: 160,
      pieces: 12,
      time: 256,
    },
    loops: 2,
  },
  ...HANDWRITING_WORKS,
  keyboardWork('PyTorch'),
  keyboardWork('ONNX Runtime'),
  layerWork({ cell: 'lstm', ...SHAPES[0], reset: 'after' }, 'tf.layers'),
  // tf.layers has the GRU of Cho et al. only.
  layerWork({ cell: 'gru', ...SHAPES[0], reset: 'before' }, 'tf.layers'),
];

/**
 * The works to run, in their usual order.
 * @param only names; none for all
 * @throws InputError for a name that no work has
 */
export function selectWorks(only: readonly string[], isQuick: boolean): Work[] {
  const names = WORKS.map(({ name }) => name);
  for (const name of only) {
    if (names.includes(name)) continue;
    const near = nearest(name, names);
    throw new InputError(
      `--only: no work is called '${name}'${near === undefined ? `; there are: ${names.join(', ')}.` : `. Did you mean '${near}'?`}`,
    );
  }
  if (only.length > 0) return WORKS.filter(({ name }) => only.includes(name));
  return WORKS.filter((work) => !isQuick || work.isQuick === true);
}
