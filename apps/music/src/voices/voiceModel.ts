import {
  Bidirectional,
  dropout,
  Embedding,
  makeCell,
  unroll,
  type CellKind,
  type StackedCell,
} from '@reprise/core';
import {
  concat,
  reshape,
  tensor2d,
  tensor3d,
  type Module,
  type ParamTree,
  type Rng,
  type Scalar,
  type Tensor2D,
  type Tensor3D,
} from '@reprise/engine';
import { recurrentLayers } from '../recurrentLayers.ts';
import { POSITION_SIZE } from './positions.ts';
import { VOCAB_SIZE, VOICE_COUNT } from './tokens.ts';
import type { ReadVoices, VoiceBatch } from './voiceBatch.ts';
import { VoiceHead } from './voiceHead.ts';

export interface VoiceModelOptions {
  readonly cell: CellKind;
  readonly embeddingSize: number;
  /** of each direction of the reader of what is given */
  readonly readerSize: number;
  readonly hiddenSize: number;
  readonly layers: number;
  /** of what lies between the recurrent layers and a voice's logits */
  readonly headSize: number;
  readonly dropout: number;
  readonly recurrentDropout?: number | undefined;
  readonly rng?: Rng | undefined;
}

/**
 * Four voices, step by step and within a step one after the other, in the manner of DeepBach (Hadjeres et al. 2017): a
 * bidirectional reader takes in what is given, before and behind; recurrent layers go on from what was said; each voice
 * sees those that were said before it in its step.
 */
export class VoiceModel implements Module {
  readonly params: ParamTree;
  readonly reader: Bidirectional;
  readonly cell: StackedCell;
  readonly head: VoiceHead;
  readonly #options: VoiceModelOptions;
  readonly #givenTokens: Embedding;
  readonly #saidTokens: Embedding;

  constructor(options: VoiceModelOptions) {
    const { cell, embeddingSize, readerSize, hiddenSize, headSize, rng } = options;
    const readSize = VOICE_COUNT * (embeddingSize + 1) + POSITION_SIZE;
    const tokens = (name: string) =>
      new Embedding({ vocabSize: VOICE_COUNT * VOCAB_SIZE, embeddingSize, rng: rng?.fold(name) });
    this.#givenTokens = tokens('given');
    this.#saidTokens = tokens('said');
    const reader = (name: string) =>
      makeCell(cell, { inputSize: readSize, hiddenSize: readerSize, rng: rng?.fold(name) });
    this.reader = new Bidirectional(reader('forward'), reader('backward'));
    this.cell = recurrentLayers(options, readSize + 2 * readerSize, rng);
    this.head = new VoiceHead({ inputSize: hiddenSize, headSize, dropout: options.dropout, rng });
    this.params = {
      given: this.#givenTokens.params,
      said: this.#saidTokens.params,
      reader: this.reader.params,
      cell: this.cell.params,
      ...this.head.params,
    };
    this.#options = options;
  }

  /** Mean nats of each note that is said: a voice and a step, held or begun. */
  loss(batch: VoiceBatch, rng?: Rng): Scalar {
    const { size, time, lengths } = batch;
    const xs = this.join(batch.previous, this.read(batch, rng));
    const noise = rng && this.cell.noise(rng.fold('cell'), size, time);
    const { outputs } = unroll(this.cell, xs, { lengths, noise });
    const dropped = dropout(outputs, this.#options.dropout, rng?.fold('output'));
    return this.head.loss(reshape(dropped, [size * time, this.cell.outputSize]) as Tensor2D, batch, rng);
  }

  /**
   * Reads what is given.
   * @returns what the recurrent layers take of each step beside what was said before, [size, time, contextSize]
   */
  read(batch: Pick<VoiceBatch, 'size' | 'time' | 'lengths' | 'positions' | 'given'>, rng?: Rng): Tensor3D {
    const { size, time, lengths, given } = batch;
    const positions = tensor3d(batch.positions, [size, time, POSITION_SIZE]);
    const xs = concat([this.#embed(this.#givenTokens, given, size), positions], 2);
    const { outputs } = this.reader.run(xs, { lengths, rng: rng?.fold('reader') });
    return concat([dropout(outputs, this.#options.dropout, rng?.fold('context')), positions], 2);
  }

  /**
   * What the recurrent layers read, [size, time, inputSize].
   * @param previous what was said in the step before each
   * @param contexts as {@link read} gives them
   */
  join(previous: ReadVoices, contexts: Tensor3D): Tensor3D {
    return concat([this.#embed(this.#saidTokens, previous, contexts.shape[0]), contexts], 2);
  }

  /** Voices as vectors, one beside the other: [size, time, voices · (embeddingSize + 1)]. */
  #embed(embedding: Embedding, { tokens, begins }: ReadVoices, size: number): Tensor3D {
    const own = tokens.map((token, at) => (at % VOICE_COUNT) * VOCAB_SIZE + token);
    const time = tokens.length / (size * VOICE_COUNT);
    const vectors = embedding.apply(tensor2d(own, [size, time * VOICE_COUNT], 'int32'));
    return concat(
      [
        reshape(vectors, [size, time, VOICE_COUNT * embedding.embeddingSize]) as Tensor3D,
        tensor3d(begins, [size, time, VOICE_COUNT]),
      ],
      2,
    );
  }
}
