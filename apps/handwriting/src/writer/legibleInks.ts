import type { Corpus } from '@reprise/app/corpus';
import { InputError } from '@reprise/core';
import type { LabelledInk } from '../data/labelledInk.ts';
import type { WordReader } from '../metrics/wordReading.ts';
import { makeAlphabet } from '../reader/alphabet.ts';
import { inkLogits } from '../reader/inkLogits.ts';
import { bestPath } from '../reader/scoreBatches.ts';

/** Inks that are read at once: what a reader sees in them takes some 10 KB each. */
const AT_ONCE = 4000;

/**
 * A corpus whose training holds only what a reader reads, from ink alone, as what it says: what is scrawled, or is not
 * what its text says, is no model for a writer. The other splits stay as they are.
 *
 * @throws InputError for a reader that reads nothing of it so
 */
export function legibleCorpus(corpus: Corpus<LabelledInk>, reader: WordReader): Corpus<LabelledInk> {
  const train = legibleInks(corpus.train, reader);
  if (train.length === 0) {
    throw new InputError(
      `--reader: expected one that reads ink of the training as its text, got one that reads none of ${corpus.train.length}. Take one that was trained on such ink.`,
    );
  }
  const dropped = (corpus.train.length - train.length).toLocaleString('en-US');
  const warning = `left out of the training: ${dropped} inks that the reader does not read as their text`;
  return { ...corpus, train, warnings: [...corpus.warnings, warning] };
}

function legibleInks(
  inks: readonly LabelledInk[],
  { network, architecture, settings }: WordReader,
): LabelledInk[] {
  const alphabet = makeAlphabet(architecture.characters);
  const legible: LabelledInk[] = [];
  for (let begin = 0; begin < inks.length; begin += AT_ONCE) {
    const part = inks.slice(begin, begin + AT_ONCE);
    const seen = inkLogits(
      network,
      part.map(({ strokes }) => strokes),
      settings,
    );
    legible.push(
      ...part.filter(({ text }, index) => bestPath(seen[index] as Float32Array, alphabet) === text),
    );
  }
  return legible;
}
