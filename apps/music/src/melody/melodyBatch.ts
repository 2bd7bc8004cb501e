import type { Batch } from '@reprise/core';
import { chordAt } from './chordTokens.ts';
import { toQuarters, type Melody } from './melody.ts';
import { lookbackSize, MelodyReader, positionSize, type ReaderSpec } from './melodyReader.ts';
import { EDGE, type MelodyVocabulary } from './melodyVocabulary.ts';

/** What the network reads before it says a note, of one step or of several. */
export interface MelodyInputs {
  readonly size: number;
  readonly time: number;
  /** tokens of the note before, [size, time]; EDGE at the first one */
  readonly previousPitches: Int32Array;
  readonly previousDurations: Int32Array;
  /** [size, time, positionSize] */
  readonly positions: Float32Array;
  /** [size, time, lookbackSize] */
  readonly lookback: Int32Array;
  /** [size, time, lags] */
  readonly repeats: Float32Array;
  /** [size, time, past]: how like each place of the past is, as `MelodyReader.likeness` says it */
  readonly likeness: Int32Array;
  /** [size, time] */
  readonly chords: Int32Array;
}

/** Melodies as the network takes them, padded to one length; each has one step more than notes, in which it ends. */
export interface MelodyBatch extends Batch, MelodyInputs {
  /** notes */
  readonly tokens: number;
  /** steps of each melody */
  readonly lengths: Int32Array;
  /** what is said, [size, time]: NOT_SAID in padding; the last duration is EDGE, and has no pitch */
  readonly pitches: Int32Array;
  readonly durations: Int32Array;
  /** nats beside those of the tokens */
  readonly otherNats: number;
}

/** The label of what is not said. */
export const NOT_SAID = -1;

/** Inputs of so many steps, all of the first one's. */
export function emptyInputs(size: number, time: number, past: number, spec: ReaderSpec): MelodyInputs {
  const places = size * time;
  return {
    size,
    time,
    previousPitches: new Int32Array(places).fill(EDGE),
    previousDurations: new Int32Array(places).fill(EDGE),
    positions: new Float32Array(places * positionSize(spec)),
    lookback: new Int32Array(places * lookbackSize(spec)),
    repeats: new Float32Array(places * spec.lags.length),
    likeness: new Int32Array(places * past),
    chords: new Int32Array(places),
  };
}

/** Sets one step of the inputs: what is read before the reader's next note. */
export function setInputs(
  inputs: MelodyInputs,
  place: number,
  reader: MelodyReader,
  spec: ReaderSpec,
  chords: Melody['chords'],
): void {
  const past = inputs.likeness.length / (inputs.size * inputs.time);
  reader.positions(inputs.positions, place * positionSize(spec));
  reader.lookback(inputs.lookback, place * lookbackSize(spec));
  reader.repeats(inputs.repeats, place * spec.lags.length);
  reader.likeness(inputs.likeness, place * past);
  inputs.chords[place] = chordAt(chords, toQuarters(reader.time));
}

export function melodyBatch(
  melodies: readonly Melody[],
  vocabulary: MelodyVocabulary,
  spec: ReaderSpec,
): MelodyBatch {
  const encoded = melodies.map((melody) => vocabulary.encode(melody));
  const lengths = Int32Array.from(encoded, ({ ticks }) => ticks.length + 1);
  const [size, time] = [melodies.length, lengths.reduce((most, length) => Math.max(most, length), 0)];
  const inputs = emptyInputs(size, time, time, spec);
  const said = (): Int32Array => new Int32Array(size * time).fill(NOT_SAID);
  const [pitches, durations] = [said(), said()];
  encoded.forEach((own, row) => {
    const from = row * time;
    inputs.previousPitches.set(own.pitches, from + 1);
    inputs.previousDurations.set(own.durations, from + 1);
    pitches.set(own.pitches, from);
    durations.set(own.durations, from);
    durations[from + own.ticks.length] = EDGE;
    const reader = new MelodyReader(spec);
    own.ticks.forEach((ticks, index) => {
      setInputs(inputs, from + index, reader, spec, melodies[row]?.chords);
      reader.push(own.pitches[index] as number, own.durations[index] as number, ticks);
    });
    setInputs(inputs, from + own.ticks.length, reader, spec, melodies[row]?.chords);
  });
  return {
    ...inputs,
    tokens: encoded.reduce((sum, { ticks }) => sum + ticks.length, 0),
    lengths,
    pitches,
    durations,
    otherNats: encoded.reduce((sum, { otherNats }) => sum + otherNats, 0),
  };
}
