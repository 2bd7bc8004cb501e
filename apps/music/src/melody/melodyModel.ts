import { dropout, Embedding, unroll, type StackedCell, type State } from '@reprise/core';
import {
  add,
  concat,
  div,
  mul,
  neg,
  pad,
  reshape,
  scope,
  slice,
  sum,
  tensor2d,
  tensor3d,
  type Module,
  type ParamTree,
  type Rng,
  type Scalar,
  type Tensor2D,
  type Tensor3D,
} from '@reprise/engine';
import type { Settings } from '../settings.ts';
import { CHORD_COUNT } from './chordTokens.ts';
import { NOT_SAID, type MelodyBatch, type MelodyInputs } from './melodyBatch.ts';
import { likenessCount, positionSize, type ReaderSpec } from './melodyReader.ts';
import { EDGE, type MelodyVocabulary } from './melodyVocabulary.ts';
import { NoteHead } from './noteHead.ts';
import { recurrentLayers } from '../recurrentLayers.ts';

export type MelodySettings = Pick<
  Settings,
  | 'cell'
  | 'hiddenSize'
  | 'layers'
  | 'embeddingSize'
  | 'headSize'
  | 'attention'
  | 'lookback'
  | 'chords'
  | 'dropout'
  | 'recurrentDropout'
>;

export interface MelodyModelOptions {
  readonly vocabulary: MelodyVocabulary;
  readonly reader: ReaderSpec;
  readonly settings: MelodySettings;
  readonly rng?: Rng | undefined;
}

/** What the recurrent layers make of what came before. */
export interface MelodyReading {
  /** [rows, time, hiddenSize] */
  readonly hidden: Tensor3D;
  /** of each place so far what preceded it and the note that stood there before, [rows, past, memorySize] */
  readonly memory: Tensor3D;
}

/**
 * Tunes, note after note, in the manner of the Lookback RNN and the Attention RNN (Waite 2016): the recurrent layers
 * read the note before, the place in time, and what stood at the same place some bars ago; then a duration is said,
 * and then a pitch. Attention to all notes before is a pointer as well: a part of a note may be copied (See et al. 2017).
 */
export class MelodyModel implements Module {
  readonly params: ParamTree;
  readonly vocabulary: MelodyVocabulary;
  readonly reader: ReaderSpec;
  readonly cell: StackedCell;
  /** of one place of the past */
  readonly memorySize: number;
  readonly #settings: MelodySettings;
  readonly #pitches: Embedding;
  readonly #durations: Embedding;
  readonly #lookback: Embedding | undefined;
  readonly #chords: Embedding | undefined;
  readonly #duration: NoteHead;
  readonly #pitch: NoteHead;

  constructor({ vocabulary, reader, settings, rng }: MelodyModelOptions) {
    const { embeddingSize, hiddenSize, headSize, dropout } = settings;
    [this.vocabulary, this.reader, this.#settings] = [vocabulary, reader, settings];
    const { pitchCount, durationCount } = vocabulary;
    const embedding = (name: string, vocabSize: number): Embedding =>
      new Embedding({ vocabSize, embeddingSize, rng: rng?.fold(name) });
    this.#pitches = embedding('pitches', pitchCount);
    this.#durations = embedding('durations', durationCount);
    if (settings.lookback)
      this.#lookback = new Embedding({
        vocabSize: reader.lags.length * (pitchCount + durationCount),
        embeddingSize: 2 * embeddingSize,
        rng: rng?.fold('lookback'),
      });
    if (settings.chords) this.#chords = embedding('chords', CHORD_COUNT);
    const inputSize =
      2 * embeddingSize +
      positionSize(reader) +
      (settings.lookback ? 2 * embeddingSize + reader.lags.length : 0) +
      (settings.chords ? embeddingSize : 0);
    this.cell = recurrentLayers(settings, inputSize, rng?.fold('cell'));
    this.memorySize = hiddenSize + 2 * embeddingSize;
    const head = (name: string, size: number, classes: number, kinds: number): NoteHead => {
      const past = { memorySize: this.memorySize, likenessCount: kinds * likenessCount(reader) };
      return new NoteHead({
        inputSize: size,
        headSize,
        classes,
        dropout,
        past: settings.attention ? past : undefined,
        rng: rng?.fold(name),
      });
    };
    this.#duration = head('duration', hiddenSize, durationCount, 1);
    // Of a place in the past it is known whether it has the duration that was just said.
    this.#pitch = head('pitch', hiddenSize + embeddingSize, pitchCount, 2);
    this.params = {
      pitches: this.#pitches.params,
      durations: this.#durations.params,
      ...(this.#lookback && { lookback: this.#lookback.params }),
      ...(this.#chords && { chords: this.#chords.params }),
      cell: this.cell.params,
      duration: this.#duration.params,
      pitch: this.#pitch.params,
    };
  }

  /** Mean nats of each note: its duration and its pitch; the end of the tune is counted in. */
  loss(batch: MelodyBatch, rng?: Rng): Scalar {
    const { duration, pitch } = this.nats(batch, rng);
    return div(add(add(duration, pitch), batch.otherNats), Math.max(1, batch.tokens));
  }

  /** Mean nats of each note, as a number, without dropout. */
  nll(batch: MelodyBatch): number {
    return scope(() => this.loss(batch).dataSync()[0] as number);
  }

  /** Nats of all durations, the ends of the tunes among them, and of all pitches; `otherNats` come on top. */
  nats(batch: MelodyBatch, rng?: Rng): { readonly duration: Scalar; readonly pitch: Scalar } {
    const { hidden, memory } = this.#readAll(batch, rng);
    const [durations, pitches] = [batch.durations.map(sayable), batch.pitches.map(sayable)];
    const ofDurations = this.#duration.logProbs(
      hidden,
      { memory, likeness: batch.likeness, tokens: batch.previousDurations },
      durations,
      rng?.fold('duration'),
    );
    const likeness = this.#agree(batch.likeness, durations, batch.previousDurations, batch.size);
    const ofPitches = this.#pitch.logProbs(
      this.#withDuration(hidden, durations),
      { memory, likeness, tokens: batch.previousPitches },
      pitches,
      rng?.fold('pitch'),
    );
    return { duration: natsOf(ofDurations, batch.durations), pitch: natsOf(ofPitches, batch.pitches) };
  }

  /** One step. @param memory of the places before, [rows, past, memorySize] */
  advance(
    inputs: MelodyInputs,
    memory: Tensor3D | undefined,
    state: State,
  ): { readonly reading: MelodyReading; readonly state: State } {
    const { last } = unroll(this.cell, this.#inputs(inputs), { initialState: state });
    const before = reshape(state[0] as Tensor2D, [inputs.size, 1, -1]) as Tensor3D;
    const place = concat([before, this.#notes(inputs)], 2);
    const hidden = reshape(last[0] as Tensor2D, [inputs.size, 1, -1]) as Tensor3D;
    return { reading: { hidden, memory: memory ? concat([memory, place], 1) : place }, state: last };
  }

  /** @param past the tokens so far, EDGE first, [rows · past] @returns log-probabilities, [rows, durationCount] */
  durationLogProbs({ hidden, memory }: MelodyReading, likeness: Int32Array, past: Int32Array): Tensor2D {
    return this.#duration.distribution(hidden, { memory, likeness, tokens: past });
  }

  /**
   * @param said the duration's token of each row
   * @param past the tokens so far, EDGE first, [rows · past]
   * @returns log-probabilities, [rows, pitchCount]
   */
  pitchLogProbs(
    { hidden, memory }: MelodyReading,
    likeness: Int32Array,
    said: Int32Array,
    past: { readonly pitches: Int32Array; readonly durations: Int32Array },
  ): Tensor2D {
    const agreed = this.#agree(likeness, said, past.durations, said.length);
    return this.#pitch.distribution(this.#withDuration(hidden, said), {
      memory,
      likeness: agreed,
      tokens: past.pitches,
    });
  }

  #readAll(batch: MelodyBatch, rng?: Rng): MelodyReading {
    const { size, time, lengths } = batch;
    const xs = dropout(this.#inputs(batch), this.#settings.dropout / 2, rng?.fold('inputs'));
    const noise = rng && this.cell.noise(rng.fold('cell'), size, time);
    const { outputs } = unroll(this.cell, xs as Tensor3D, { lengths, noise });
    const hidden = dropout(outputs, this.#settings.dropout, rng?.fold('hidden')) as Tensor3D;
    const before = slice(
      pad(hidden, [
        [0, 0],
        [1, 0],
        [0, 0],
      ]),
      [0, 0, 0],
      [-1, time, -1],
    );
    return { hidden, memory: concat([before, this.#notes(batch)], 2) };
  }

  /** Classes of likeness that say besides whether a place has the duration that was just said. */
  #agree(likeness: Int32Array, said: Int32Array, past: Int32Array, rows: number): Int32Array {
    const [places, time] = [past.length / rows, said.length / rows];
    const count = likenessCount(this.reader);
    const agreed = likeness.slice();
    for (let step = 0; step < said.length; step++) {
      const row = Math.floor(step / time);
      for (let place = 0; place < places; place++)
        if (past[row * places + place] === said[step]) (agreed[step * places + place] as number) += count;
    }
    return agreed;
  }

  /** @param said [rows · time] */
  #withDuration(hidden: Tensor3D, said: Int32Array): Tensor3D {
    const [rows, time] = hidden.shape;
    return concat([hidden, this.#durations.apply(tensor2d(said, [rows, time], 'int32'))], 2);
  }

  /** The notes before, [size, time, 2 · embeddingSize]. */
  #notes({ size, time, previousPitches, previousDurations }: MelodyInputs): Tensor3D {
    return concat(
      [
        this.#pitches.apply(tensor2d(previousPitches, [size, time], 'int32')),
        this.#durations.apply(tensor2d(previousDurations, [size, time], 'int32')),
      ],
      2,
    );
  }

  #inputs(inputs: MelodyInputs): Tensor3D {
    const { size, time } = inputs;
    const parts = [this.#notes(inputs), tensor3d(inputs.positions, [size, time, positionSize(this.reader)])];
    if (this.#lookback) {
      const { pitchCount, durationCount } = this.vocabulary;
      const lags = this.reader.lags.length;
      // Each lag has vectors of its own, for pitches and behind them for durations.
      const first = Array.from({ length: 2 * lags }, (_, place) => {
        return (place >> 1) * (pitchCount + durationCount) + (place % 2) * pitchCount;
      });
      const own = inputs.lookback.map((token, at) => token + (first[at % (2 * lags)] as number));
      const vectors = this.#lookback.apply(tensor2d(own, [size, time * 2 * lags], 'int32'));
      parts.push(
        sum(reshape(vectors, [size, time, 2 * lags, this.#lookback.embeddingSize]), 2) as Tensor3D,
        tensor3d(inputs.repeats, [size, time, lags]),
      );
    }
    if (this.#chords) parts.push(this.#chords.apply(tensor2d(inputs.chords, [size, time], 'int32')));
    return concat(parts, 2);
  }
}

/** Padding is said as EDGE, and not counted. */
function sayable(label: number): number {
  return label === NOT_SAID ? EDGE : label;
}

/** @param logProbs [rows, time], @param labels [rows · time] */
function natsOf(logProbs: Tensor2D, labels: Int32Array): Scalar {
  const isSaid = Float32Array.from(labels, (label) => (label === NOT_SAID ? 0 : 1));
  return neg(sum(mul(logProbs, tensor2d(isSaid, logProbs.shape))));
}
