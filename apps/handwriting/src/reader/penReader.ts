import { tensor3d, type Module, type ParamTree, type Rng, type Scalar } from '@reprise/engine';
import { featuresIn, type InkBatch, type PenFrames, type PenView } from './inkBatch.ts';
import { LabelReader, type LabelLogits, type LabelReaderOptions, type ReaderState } from './labelReader.ts';

/** Reads ink: what a pen did in, characters out. */
export class PenReader implements Module {
  readonly params: ParamTree;
  readonly #reader: LabelReader;

  /** @param options.curves see {@link PenView}; a curve is worth several points, so they are not read in pairs */
  constructor(options: Omit<LabelReaderOptions, 'inputSize' | 'halves'> & Pick<PenView, 'curves'>) {
    const inputSize = featuresIn(options);
    this.#reader = new LabelReader({ ...options, inputSize, halves: options.curves !== true });
    this.params = this.#reader.params;
  }

  /**
   * @param rng of dropout; without it evaluation
   * @param from of a reader in one direction: see `LabelReader.logits`
   */
  logits({ values, shape, lengths }: PenFrames, rng?: Rng, from?: ReaderState): LabelLogits {
    return this.#reader.logits({ xs: tensor3d(values, [...shape]), lengths }, rng, from);
  }

  /** Mean nats a character. */
  loss(batch: InkBatch, rng?: Rng): Scalar {
    const { values, shape, lengths, labels } = batch;
    return this.#reader.loss({ xs: tensor3d(values, [...shape]), lengths }, labels, rng);
  }
}
