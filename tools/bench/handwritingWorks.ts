import type { ReadWordSettings, Work } from './work.ts';

const READER = { hiddenSize: 192, layers: 3, classes: 66 } as const;

const WRITER = {
  vocabSize: 66,
  embeddingSize: 64,
  hiddenSize: 320,
  layers: 3,
  windows: 10,
  components: 20,
  charactersPerStep: 1 / 13,
} as const;

function readWordWork(suffix: string, how: string, search: Pick<ReadWordSettings, 'beamSize'>): Work {
  return {
    name: `read-word${suffix}`,
    title: `Handwriting: a word of 100 points, read by ${how}`,
    family: 'word read',
    peer: 'PyTorch',
    task: 'readWord',
    settings: { ...READER, points: 100, ...search },
    loops: 10,
  };
}

/** The handwriting application's networks, in the sizes of its presets. */
export const HANDWRITING_WORKS: readonly Work[] = [
  {
    name: 'reader-step',
    title: 'Reader of ink, training step: 3 × BLSTM 192, pairs joined, CTC, 96 inks of 128 points',
    family: 'reader step',
    peer: 'PyTorch',
    task: 'reader',
    settings: { ...READER, inks: 96, points: 128, labels: 6 },
    loops: 2,
  },
  {
    name: 'image-reader-step',
    title: 'Reader of pictures, training step: 3 convolutions, 2 × BLSTM 192, CTC, 48 of 40 × 160 pixels',
    family: 'image reader step',
    peer: 'PyTorch',
    task: 'imageReader',
    settings: { ...READER, layers: 2, images: 48, height: 40, width: 160, labels: 6 },
    loops: 2,
  },
  {
    name: 'writer-step',
    title: 'Writer, training step: 3 × LSTM 320, soft window, 20 Gaussians, 96 inks of 64 steps',
    family: 'writer step',
    peer: 'PyTorch',
    task: 'writer',
    settings: { ...WRITER, lines: 96, time: 64, characters: 5 },
    loops: 2,
  },
  readWordWork('', 'beam search of 25', { beamSize: 25 }),
  readWordWork('-greedy', 'its best path', {}),
  {
    name: 'write-ten-words',
    title: 'Handwriting: ten words of 6 characters, written in 100 steps each',
    family: 'words written',
    peer: 'PyTorch',
    task: 'writeWords',
    settings: { ...WRITER, words: 10 },
  },
];
