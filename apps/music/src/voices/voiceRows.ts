import { REST, stepsOf, type VoiceGrid } from '../score.ts';
import type { Constraint, Moment } from './constraints.ts';
import { HOLD, pitchOf, tokenOf, TURN, UNKNOWN, VOCAB_SIZE, VOICE_COUNT } from './tokens.ts';
import type { Given } from './voiceBatch.ts';

export interface VoiceRowOptions {
  readonly given: Given;
  /** see `Unfilled` */
  readonly constraints: readonly Constraint[];
  /** steps of the longest piece beside it; behind its end there is silence, and it is given */
  readonly time: number;
}

/** A piece that is being filled in: what is given of it, and what was said. */
export class VoiceRow {
  /** how often a constraint had to give way */
  broken = 0;
  readonly #piece: VoiceGrid;
  readonly #given: Given;
  readonly #constraints: readonly Constraint[];
  /** as far as they are given or said */
  readonly #pitches: readonly Int16Array[];
  /** steps since each voice's note began */
  readonly #held: number[];
  /** voices said so far, those of the current step included */
  #said = 0;

  constructor(piece: VoiceGrid, { given, constraints, time }: VoiceRowOptions) {
    this.#piece = piece;
    this.#constraints = constraints;
    this.#given = new Uint8Array(time * VOICE_COUNT).fill(1);
    this.#given.set(given);
    this.#pitches = piece.voices.map((pitches) => {
      const padded = new Int16Array(time).fill(REST);
      padded.set(pitches);
      return padded;
    });
    this.#held = piece.voices.map(() => 0);
  }

  /** What stands at a place, as a token to be read: never HOLD. */
  tokenAt(step: number, voice: number): number {
    return tokenOf(this.#pitchAt(step, voice));
  }

  /** What stands one step before the current one, as tokens. */
  tokensBefore(): Int32Array {
    const step = this.#step;
    return Int32Array.from({ length: VOICE_COUNT }, (_, voice) =>
      step > 0 ? this.tokenAt(step - 1, voice) : UNKNOWN,
    );
  }

  /** What a voice sees in the current step, as tokens: itself one step before, and the others as far as they are known. */
  seenBy(voice: number): Int32Array {
    const step = this.#step;
    return Int32Array.from({ length: VOICE_COUNT }, (_, other) => {
      if (other === voice) return step > 0 ? this.tokenAt(step - 1, voice) : UNKNOWN;
      return this.#isKnown(other, voice) ? this.tokenAt(step, other) : UNKNOWN;
    });
  }

  /** Takes in what a voice says in the current step; when all have, the next begins. */
  say(voice: number, token: number): void {
    const step = this.#step;
    const own = this.#pitches[voice] as Int16Array;
    const isHeld = token === HOLD;
    own[step] = isHeld ? (own[step - 1] as number) : pitchOf(token);
    this.#held[voice] = isHeld ? (this.#held[voice] as number) + 1 : 1;
    this.#said++;
  }

  /** The tokens that a voice may say in the current step: what is given, or what all constraints agree to. */
  allowed(voice: number): readonly number[] {
    const step = this.#step;
    const before = step === 0 ? undefined : this.#pitchAt(step - 1, voice);
    if (this.#isGiven(voice)) {
      const now = this.#pitchAt(step, voice);
      return [now === before ? HOLD : tokenOf(now)];
    }
    const moment = this.#momentOf(voice);
    let tokens = Array.from({ length: VOCAB_SIZE }, (_, token) => token).filter((token) =>
      token === HOLD ? before !== undefined : pitchOf(token) !== before,
    );
    for (const constraint of this.#constraints) {
      const left = tokens.filter((token) =>
        token === HOLD
          ? constraint(before as number, true, moment)
          : constraint(pitchOf(token), false, moment),
      );
      if (left.length > 0) tokens = left;
      else this.broken++;
    }
    return tokens;
  }

  /** The whole piece. */
  toGrid(): VoiceGrid {
    const steps = stepsOf(this.#piece);
    return { ...this.#piece, voices: this.#pitches.map((pitches) => pitches.slice(0, steps)) };
  }

  #pitchAt(step: number, voice: number): number {
    return (this.#pitches[voice] as Int16Array)[step] as number;
  }

  get #step(): number {
    return Math.floor(this.#said / VOICE_COUNT);
  }

  #isGiven(voice: number): boolean {
    return this.#given[this.#step * VOICE_COUNT + voice] === 1;
  }

  /** Whether a voice knows another one of the current step. */
  #isKnown(other: number, voice: number): boolean {
    return this.#isGiven(other) || (TURN[other] as number) < (TURN[voice] as number);
  }

  #momentOf(voice: number): Moment {
    const step = this.#step;
    const before = step === 0 ? undefined : this.#pitches.map((pitches) => pitches[step - 1] as number);
    const now = this.#pitches.map((pitches, other) =>
      other !== voice && this.#isKnown(other, voice) ? pitches[step] : undefined,
    );
    return { step, voice, before, now, held: this.#held[voice] as number };
  }
}
