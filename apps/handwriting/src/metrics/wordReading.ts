import { characterEdits, editRate } from '@reprise/core';
import type { Rng } from '@reprise/engine';
import type { Written } from '../compose/composeInk.ts';
import type { LoadedReader } from '../modelFolder.ts';
import { makeAlphabet } from '../reader/alphabet.ts';
import { labelDecoder } from '../reader/decodeLabels.ts';
import { inkLogits } from '../reader/inkLogits.ts';
import { normalise } from '../strokes/normalise.ts';

/** A reader, as far as ink alone decides. */
export type WordReader = Pick<LoadedReader, 'network' | 'architecture' | 'settings'>;

/**
 * Character error rate of words that are read without a language, each as one line. No ink reads as no text.
 * @returns NaN of no words
 */
export function wordErrors(
  { network, architecture, settings }: WordReader,
  words: readonly Written[],
): number {
  const decode = labelDecoder(makeAlphabet(architecture.characters));
  const inked = words.filter(({ strokes }) => strokes.length > 0);
  const logits = inkLogits(
    network,
    inked.map(({ strokes }) => normalise(strokes)),
    settings,
  );
  const read = new Map(inked.map((word, index) => [word, decode(logits[index] as Float32Array)[0]?.text]));
  return editRate(words.map((word) => characterEdits(read.get(word) ?? '', word.text)));
}

/**
 * Words drawn from written ones: for each of the texts one of as many characters, none twice, and none where no more of
 * that length is left.
 */
export function wordsAsLong<W extends Pick<Written, 'text'>>(
  texts: readonly string[],
  written: readonly W[],
  rng: Rng,
): W[] {
  const byLength = new Map<number, W[]>();
  for (const place of rng.permutation(written.length)) {
    const word = written[place] as W;
    const length = Array.from(word.text).length;
    const alike = byLength.get(length);
    if (alike) alike.push(word);
    else byLength.set(length, [word]);
  }
  return texts.flatMap((text) => byLength.get(Array.from(text).length)?.pop() ?? []);
}
