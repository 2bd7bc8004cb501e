import { dropout, Embedding, Linear, vocabularyCrossEntropy } from '@reprise/core';
import {
  add,
  relu,
  reshape,
  sum,
  tensor1d,
  tensor2d,
  type Module,
  type ParamTree,
  type Rng,
  type Scalar,
  type Tensor1D,
  type Tensor2D,
} from '@reprise/engine';
import { look, SIGHT_SIZE, SIGHTS, sightsOf, type Tokens } from './sight.ts';
import { VOCAB_SIZE, VOICE_COUNT } from './tokens.ts';
import { NOT_SAID, type VoiceBatch } from './voiceBatch.ts';

export interface VoiceHeadOptions {
  readonly inputSize: number;
  /** of what lies between the recurrent layers and a voice's logits */
  readonly headSize: number;
  readonly dropout: number;
  readonly rng?: Rng | undefined;
}

/**
 * On the host: what one voice says, as logits of `VOCAB_SIZE` tokens.
 * @param common of this step, as {@link VoiceHead.common} gives it
 * @param seen and before: as {@link look} has them
 */
export type VoiceTeller = (
  common: ArrayLike<number>,
  voice: number,
  seen: Tokens,
  before: Tokens,
) => Float64Array;

/** Says the voices of a step, each knowing what was said before it. */
export class VoiceHead implements Module {
  readonly params: ParamTree;
  readonly #options: VoiceHeadOptions;
  readonly #hidden: Linear;
  readonly #seen: Embedding;
  readonly #output: Linear;

  constructor(options: VoiceHeadOptions) {
    const { inputSize, headSize, rng } = options;
    this.#options = options;
    this.#hidden = new Linear({ inputSize, outputSize: VOICE_COUNT * headSize, rng: rng?.fold('hidden') });
    this.#seen = new Embedding({
      vocabSize: SIGHTS,
      embeddingSize: headSize,
      rng: rng?.fold('seen'),
    });
    this.#output = new Linear({ inputSize: headSize, outputSize: VOCAB_SIZE, rng: rng?.fold('output') });
    this.params = {
      hidden: this.#hidden.params,
      seen: this.#seen.params,
      output: this.#output.params,
    };
  }

  /** Mean nats of the voices that are said. @param hidden [steps, inputSize] */
  loss(hidden: Tensor2D, batch: Pick<VoiceBatch, 'seen' | 'previous' | 'labels'>, rng?: Rng): Scalar {
    const { headSize, dropout: rate } = this.#options;
    const { labels } = batch;
    const sights = tensor2d(sightsOf(batch), [labels.length, SIGHT_SIZE], 'int32');
    const sight = sum(this.#seen.apply(sights), 1);
    const units = relu(add(reshape(this.common(hidden), [-1, headSize]), sight)) as Tensor2D;
    return vocabularyCrossEntropy(
      dropout(units, rate, rng?.fold('units')),
      this.#output.params,
      tensor1d(labels, 'int32'),
      { ignore: NOT_SAID },
    );
  }

  /** What all voices of a step go by: [steps, voices · headSize]. @param hidden [steps, inputSize] */
  common(hidden: Tensor2D): Tensor2D {
    return this.#hidden.apply(hidden);
  }

  /** Takes the weights as they are now. A voice is too small for operations on the engine to pay. */
  teller(): VoiceTeller {
    const { headSize } = this.#options;
    const sights = this.#seen.params.weight.dataSync();
    const weight = this.#output.params.weight.dataSync();
    const bias = (this.#output.params.bias as Tensor1D).dataSync();
    const seenRows = new Int32Array(SIGHT_SIZE);
    return (common, voice, seen, before) => {
      const units = new Float64Array(headSize);
      for (let unit = 0; unit < headSize; unit++) units[unit] = common[voice * headSize + unit] as number;
      look(voice, seen, before, seenRows);
      for (const row of seenRows) {
        const from = row * headSize;
        for (let unit = 0; unit < headSize; unit++)
          units[unit] = (units[unit] as number) + (sights[from + unit] as number);
      }
      const logits = Float64Array.from(bias);
      for (let unit = 0; unit < headSize; unit++) {
        const value = units[unit] as number;
        if (value <= 0) continue;
        for (let token = 0; token < VOCAB_SIZE; token++)
          logits[token] = (logits[token] as number) + value * (weight[token * headSize + unit] as number);
      }
      return logits;
    };
  }
}
