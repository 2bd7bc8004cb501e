/** One recurrent layer: inputs as wide as the state, the loss a weighted sum of all outputs. */
export interface LayerSettings {
  readonly cell: 'lstm' | 'gru';
  readonly time: number;
  readonly batchSize: number;
  readonly size: number;
  /** of a GRU: where the reset gate works, `after` (PyTorch's form) or `before` (that of tf.layers) */
  readonly reset: 'after' | 'before';
}

export interface BidirectionalSettings {
  readonly time: number;
  readonly batchSize: number;
  readonly size: number;
}

export interface LanguageModelSettings {
  readonly vocabSize: number;
  readonly size: number;
  readonly numLayers: number;
  readonly batchSize: number;
  readonly time: number;
}

/** An encoder-decoder with general attention and one joint vocabulary: the preset `multi30k` of the translation app. */
export interface TranslationSettings {
  readonly vocabSize: number;
  readonly embeddingSize: number;
  /** of one direction */
  readonly encoderSize: number;
  readonly decoderSize: number;
  readonly inputFeeding: boolean;
  readonly batchSize: number;
}

export interface DecodingSettings extends TranslationSettings {
  readonly beamSize: number;
  /** tokens written for each source: none ends before */
  readonly steps: number;
}

export interface KeyboardSettings {
  readonly vocabSize: number;
  readonly embeddingSize: number;
  readonly hiddenSize: number;
}

/** A forecaster that reads windows value by value. */
export interface DeepARSettings {
  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly numLayers: number;
  readonly batchSize: number;
  /** context and horizon */
  readonly time: number;
}

/** Forecasts of that forecaster, by drawn paths. */
export interface DeepARForecastSettings {
  readonly series: number;
  /** of each series */
  readonly points: number;
  readonly horizon: number;
  readonly paths: number;
}

/** The music application's model of four voices, on a batch of pieces. */
export interface VoicesSettings {
  readonly embeddingSize: number;
  readonly readerSize: number;
  readonly hiddenSize: number;
  readonly layers: number;
  readonly headSize: number;
  readonly pieces: number;
  /** of the longest piece, in sixteenths; each other one is a quarter note shorter than the one before */
  readonly time: number;
}

/** The handwriting application's reader of ink, on a batch of inks. */
export interface ReaderSettings {
  /** of one direction, above the pairs of points */
  readonly hiddenSize: number;
  readonly layers: number;
  /** the blank and the characters */
  readonly classes: number;
  readonly inks: number;
  /** of the longest ink; see `fallingLengths` for the others */
  readonly points: number;
  /** characters of each */
  readonly labels: number;
}

/** Its reader of pictures, on a batch of them. */
export interface ImageReaderSettings {
  readonly hiddenSize: number;
  readonly layers: number;
  readonly classes: number;
  readonly images: number;
  /** pixels */
  readonly height: number;
  /** of the widest picture */
  readonly width: number;
  readonly labels: number;
}

/** Its reader of ink, on one word. */
export interface ReadWordSettings {
  readonly hiddenSize: number;
  readonly layers: number;
  readonly classes: number;
  /** of the word, about */
  readonly points: number;
  /** of the search; without one the most probable class of each frame is taken */
  readonly beamSize?: number;
}

interface WriterSizes {
  /** the end and the characters */
  readonly vocabSize: number;
  readonly embeddingSize: number;
  readonly hiddenSize: number;
  readonly layers: number;
  /** Gaussians of the window over the text */
  readonly windows: number;
  /** Gaussians of the next offset */
  readonly components: number;
  /** where the window's pace begins */
  readonly charactersPerStep: number;
}

/** The handwriting application's writer, on a batch of lines. */
export interface WriterSettings extends WriterSizes {
  readonly lines: number;
  /** steps of the longest line, its end included */
  readonly time: number;
  /** of the longest line */
  readonly characters: number;
}

/** Words that it writes, of six characters and in 100 steps each. */
export interface WriteWordsSettings extends WriterSizes {
  readonly words: number;
}

/** What can be measured; each side has a file for each, which knows the settings by the same names. */
export interface Tasks {
  readonly layer: LayerSettings;
  readonly bidirectional: BidirectionalSettings;
  readonly languageModel: LanguageModelSettings;
  readonly translation: TranslationSettings;
  readonly decoding: DecodingSettings;
  readonly keyboard: KeyboardSettings;
  readonly deepar: DeepARSettings;
  readonly deeparForecast: DeepARForecastSettings;
  readonly voices: VoicesSettings;
  readonly reader: ReaderSettings;
  readonly imageReader: ImageReaderSettings;
  readonly readWord: ReadWordSettings;
  readonly writer: WriterSettings;
  readonly writeWords: WriteWordsSettings;
}

export type TaskName = keyof Tasks;

export const PEERS = ['PyTorch', 'tf.layers', 'ONNX Runtime'] as const;
export type PeerName = (typeof PEERS)[number];

interface Described {
  /** lower case with dashes: what `--only` takes, and what the picture's file is called */
  readonly name: string;
  readonly title: string;
  /** rows of one family are summed up by their geometric mean */
  readonly family: string;
  readonly peer: PeerName;
  readonly isQuick?: boolean;
  /** runs in one timed repetition, where one alone is too short to be timed well (default 1) */
  readonly loops?: number;
  /** how often each side is timed, where a run takes seconds; else as often as all works */
  readonly repetitions?: number;
  /** floating-point operations of one run, where the share of the machine's speed is asked for */
  readonly flops?: number;
}

/** One comparison: the same task with the same settings on both sides. */
export type Work = {
  [T in TaskName]: Described & { readonly task: T; readonly settings: Tasks[T] };
}[TaskName];
