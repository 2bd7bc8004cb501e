import { batchesBySize } from '@reprise/app';
import type { Corpus } from '@reprise/app/corpus';
import { InputError } from '@reprise/core';
import { ctcLoss, scope } from '@reprise/engine';
import type { LabelledInk } from '../data/labelledInk.ts';
import type { WordReader } from '../metrics/wordReading.ts';
import { makeAlphabet } from '../reader/alphabet.ts';
import { penFrames } from '../reader/inkBatch.ts';
import { BATCH_POINTS } from '../reader/readerScores.ts';
import { countPoints } from '../strokes/resample.ts';

/** Of a text, given its ink: a circle may be an o, an O or a zero, and is a good one of each. */
const LEAST_PROBABILITY = 0.3;

/**
 * A corpus whose training holds only what a reader, from ink alone, takes for what it says: what is scrawled, or is not
 * what its text says, is no model for a writer. The other splits stay as they are.
 *
 * @throws InputError for a reader that takes none of it so
 */
export function legibleCorpus(corpus: Corpus<LabelledInk>, reader: WordReader): Corpus<LabelledInk> {
  const probabilities = textProbabilities(corpus.train, reader);
  const train = corpus.train.filter((_, place) => (probabilities[place] as number) >= LEAST_PROBABILITY);
  if (train.length === 0) {
    throw new InputError(
      `--reader: expected one that reads ink of the training as its text, got one that reads none of ${corpus.train.length}. Take one that was trained on such ink.`,
    );
  }
  const dropped = (corpus.train.length - train.length).toLocaleString('en-US');
  const warning = `left out of the training: ${dropped} inks to whose text the reader gives a probability below ${LEAST_PROBABILITY}`;
  return { ...corpus, train, warnings: [...corpus.warnings, warning] };
}

/** How probable it is to a reader that each ink says its text. */
function textProbabilities(
  inks: readonly LabelledInk[],
  { network, architecture, settings }: WordReader,
): Float64Array {
  const alphabet = makeAlphabet(architecture.characters);
  const probabilities = new Float64Array(inks.length);
  const sizeOf = ({ strokes }: LabelledInk): number => countPoints(strokes, settings.spacing);
  batchesBySize(inks, sizeOf, BATCH_POINTS, (part) => {
    const strokes = part.map(({ example }) => example.strokes);
    const nats = scope(() => {
      const { logits, lengths } = network.logits(penFrames(strokes, settings));
      const labels = part.map(({ example }) => alphabet.encode(example.text));
      return ctcLoss(logits, labels, { inputLengths: lengths }).dataSync<'float32'>();
    });
    part.forEach(({ place, example: { text } }, row) => {
      // What the reader cannot say was left out of the labels.
      const isSayable = Array.from(text).every((character) => alphabet.characters.includes(character));
      probabilities[place] = isSayable ? Math.exp(-(nats[row] as number)) : 0;
    });
  });
  return probabilities;
}
