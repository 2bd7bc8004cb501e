import { isPitch, ORDER, VOCAB_SIZE, VOICE_COUNT } from './tokens.ts';
import type { VoiceBatch } from './voiceBatch.ts';

/** The widest intervals that are told from wider ones, in semitones: between voices, and within one. */
const [WIDEST, WIDEST_MOTION] = [30, 12];
/** Unknown, or with silence at one end; then the intervals from the lowest up. */
const INTERVALS = 2 * WIDEST + 2;
const MOTIONS = 2 * WIDEST_MOTION + 2;
/** What one voice may look like to another one. */
const LOOKS = VOCAB_SIZE + INTERVALS + MOTIONS;

/** All that voices may see. */
export const SIGHTS = VOICE_COUNT * VOICE_COUNT * LOOKS;
/** What a voice sees: its own pitch before, and of each other voice the pitch, its interval from that, and how it moved. */
export const SIGHT_SIZE = 1 + 3 * (VOICE_COUNT - 1);

const OTHERS = ORDER.map((_, voice) => ORDER.filter((other) => other !== voice));

/** Tokens of all voices from a place on, UNKNOWN where nothing is known. */
export interface Tokens {
  readonly tokens: ArrayLike<number>;
  readonly at: number;
}

/**
 * What a voice sees when it is its turn, as numbers below {@link SIGHTS}. Pitches are of a key; intervals are the same in
 * all of them.
 * @param seen of the others in this step, of itself one step before
 * @param before of all one step before
 * @param to gets {@link SIGHT_SIZE} numbers from `place` on
 */
export function look(voice: number, seen: Tokens, before: Tokens, to: Int32Array, place = 0): void {
  const own = seen.tokens[seen.at + voice] as number;
  to[place++] = (voice * VOICE_COUNT + voice) * LOOKS + own;
  for (const other of OTHERS[voice] as readonly number[]) {
    const first = (voice * VOICE_COUNT + other) * LOOKS;
    const token = seen.tokens[seen.at + other] as number;
    const from = before.tokens[before.at + other] as number;
    to[place++] = first + token;
    to[place++] = first + VOCAB_SIZE + intervalOf(own, token, WIDEST);
    to[place++] = first + VOCAB_SIZE + INTERVALS + intervalOf(from, token, WIDEST_MOTION);
  }
}

/** What all voices of a batch see, [size, time, voices, SIGHT_SIZE]. */
export function sightsOf({ seen, previous }: Pick<VoiceBatch, 'seen' | 'previous'>): Int32Array {
  const count = previous.tokens.length;
  const sights = new Int32Array(count * SIGHT_SIZE);
  for (let at = 0; at < count; at++) {
    const voice = at % VOICE_COUNT;
    const own = { tokens: seen, at: at * VOICE_COUNT };
    look(voice, own, { tokens: previous.tokens, at: at - voice }, sights, at * SIGHT_SIZE);
  }
  return sights;
}

/** Tokens of pitches are as far apart as the pitches. */
function intervalOf(from: number, to: number, widest: number): number {
  if (!isPitch(from) || !isPitch(to)) return 0;
  return 1 + widest + Math.max(-widest, Math.min(widest, to - from));
}
