import { REST } from '../score.ts';
import type { MelodyMoment } from './constraints.ts';
import { toQuarters, type Melody, type MelodyNote } from './melody.ts';
import { MelodyReader, type ReaderSpec } from './melodyReader.ts';
import { EDGE, type EncodedMelody, type MelodyVocabulary } from './melodyVocabulary.ts';

/** How long a tune shall be, its beginning counted in. */
export interface WantedLength {
  readonly notes?: number | undefined;
  readonly ticks?: number | undefined;
}

/** A tune in the making. */
export class MelodyRow {
  readonly reader: MelodyReader;
  readonly chords: Melody['chords'];
  readonly notes: MelodyNote[] = [];
  /** tokens so far, EDGE first */
  readonly pitches: number[] = [EDGE];
  readonly durations: number[] = [EDGE];
  /** the duration that was just said, as a token, where the pitch has not come yet */
  said = EDGE;
  readonly #vocabulary: MelodyVocabulary;
  readonly #beginning: readonly MelodyNote[];
  readonly #given: EncodedMelody;
  readonly #wanted: WantedLength;
  #lastPitch: number | undefined;
  #followed = 0;
  #isOver = false;

  constructor(
    vocabulary: MelodyVocabulary,
    reader: ReaderSpec,
    { notes: beginning, chords }: Pick<Melody, 'notes' | 'chords'>,
    wanted: WantedLength,
  ) {
    [this.#vocabulary, this.#beginning, this.#wanted, this.chords] = [vocabulary, beginning, wanted, chords];
    this.#given = vocabulary.encode({ notes: beginning });
    this.reader = new MelodyReader(reader);
  }

  /** The token that is given, where one is. @param isPitch or a duration */
  givenToken(isPitch: boolean): number | undefined {
    return (isPitch ? this.#given.pitches : this.#given.durations)[this.notes.length];
  }

  /** Whether it has the length that is wanted, or has ended by itself. */
  get isOver(): boolean {
    const { notes = Infinity, ticks = Infinity } = this.#wanted;
    return this.#isOver || this.notes.length >= notes || this.reader.time >= ticks;
  }

  get isLengthWanted(): boolean {
    return this.#wanted.notes !== undefined || this.#wanted.ticks !== undefined;
  }

  /** How long the note is whose duration was just said. */
  get saidTicks(): number {
    return this.#given.ticks[this.notes.length] ?? this.#vocabulary.ticksOf(this.said) ?? 0;
  }

  get moment(): MelodyMoment {
    const { notes = Infinity, ticks: total = Infinity } = this.#wanted;
    const { time: onset } = this.reader;
    return {
      onset,
      notes: this.notes.length,
      lastPitch: this.#lastPitch,
      isLast: (ticks) => this.notes.length + 1 >= notes || onset + ticks >= total,
    };
  }

  /** Takes in the tokens that are new: a duration, a pitch, a duration … @param tokens all so far */
  follow(tokens: readonly { readonly id: number }[]): void {
    for (; this.#followed < tokens.length; this.#followed++) {
      const { id } = tokens[this.#followed] as { id: number };
      if (this.#followed % 2 === 1) this.#push(id);
      else if (id === EDGE) this.#isOver = true;
      else this.said = id;
    }
  }

  #push(pitchToken: number): void {
    const ticks = this.saidTicks;
    const given = this.#beginning[this.notes.length];
    const pitch = given?.pitch ?? this.#vocabulary.pitchOf(pitchToken) ?? REST;
    this.notes.push(given ?? { pitch, duration: toQuarters(ticks) });
    this.pitches.push(pitchToken);
    this.durations.push(this.said);
    this.reader.push(pitchToken, this.said, ticks);
    if (pitch !== REST) this.#lastPitch = pitch;
  }
}
