import { sampleIndex, type Draw, type PackedCell, type Sampling, type Stepper } from '@reprise/core';
import { reshape, slice, tensor1d, type Tensor2D, type Tensor3D } from '@reprise/engine';
import { ORDER, UNKNOWN, VOICE_COUNT } from './tokens.ts';
import type { ReadVoices } from './voiceBatch.ts';
import type { VoiceTeller } from './voiceHead.ts';
import type { VoiceModel } from './voiceModel.ts';
import type { VoiceRow } from './voiceRows.ts';

/** Whose next step is said. */
export interface VoiceInput {
  readonly rows: readonly VoiceRow[];
}

/**
 * The network as `generate` drives it: an output is all voices of one step.
 * @param cell the network's, packed
 * @param contexts [rows, time, contextSize], as the network has read them
 */
export function voiceStepper(
  model: VoiceModel,
  cell: PackedCell,
  contexts: Tensor3D,
): Stepper<VoiceInput, Tensor2D> {
  return {
    step({ rows }, state, time) {
      const context = slice(contexts, [0, time, 0], [-1, 1, -1]);
      const xs = reshape(model.join(previousOf(rows, time), context), [rows.length, -1]) as Tensor2D;
      const next = cell.step(xs, state);
      return { emission: model.head.common(next[0] as Tensor2D), state: next };
    },
  };
}

function previousOf(rows: readonly VoiceRow[], step: number): ReadVoices {
  const count = rows.length * VOICE_COUNT;
  const [tokens, begins] = [new Int32Array(count).fill(UNKNOWN), new Float32Array(count)];
  if (step === 0) return { tokens, begins };
  rows.forEach((row, index) => {
    for (let voice = 0; voice < VOICE_COUNT; voice++) {
      const at = index * VOICE_COUNT + voice;
      tokens[at] = row.tokenAt(step - 1, voice);
      if (step === 1 || tokens[at] !== row.tokenAt(step - 2, voice)) begins[at] = 1;
    }
  });
  return { tokens, begins };
}

/**
 * Says a step of each row, one voice after the other among what the row allows: first the temperature applies, then
 * `topK`, then `topP` to what that leaves.
 */
export function voiceDraw(
  rows: readonly VoiceRow[],
  tell: VoiceTeller,
  sampling: Sampling,
): Draw<Tensor2D, readonly number[], VoiceInput, 'common' | 'source'> {
  return {
    prepare: (common, drawn) => ({
      common,
      source: tensor1d(
        drawn.map(({ source }) => source),
        'int32',
      ),
    }),
    choose({ common = [], source = [] }, rng) {
      const row = rows[source[0] as number] as VoiceRow;
      const before = { tokens: row.tokensBefore(), at: 0 };
      let logProb = 0;
      const value = ORDER.map((voice) => {
        const allowed = row.allowed(voice);
        let token = allowed[0] as number;
        // What had to come is not the model's choice.
        if (allowed.length > 1) {
          const logits = tell(common, voice, { tokens: row.seenBy(voice), at: 0 }, before);
          token = pick(logits, allowed, sampling, rng.fold(voice).float());
          logProb += (logits[token] as number) - logSum(logits);
        }
        row.say(voice, token);
        return token;
      });
      return { value, logProb };
    },
    input: () => ({ rows }),
  };
}

function pick(logits: Float64Array, allowed: readonly number[], sampling: Sampling, share: number): number {
  const scores = new Float64Array(logits.length).fill(-Infinity);
  for (const token of allowed) scores[token] = logits[token] as number;
  return sampleIndex(scores, sampling, share);
}

function logSum(logits: ArrayLike<number>): number {
  let greatest = -Infinity;
  for (let index = 0; index < logits.length; index++) greatest = Math.max(greatest, logits[index] as number);
  let sum = 0;
  for (let index = 0; index < logits.length; index++) sum += Math.exp((logits[index] as number) - greatest);
  return greatest + Math.log(sum);
}
