import { trainTokenizer } from '@reprise/core';
import type { Settings } from './settings.ts';
import type { Pair } from './data/pairs.ts';
import type { Tokenizers } from './examples.ts';

/** Learns the tokenizers of a training text: one for both languages, or one for each. */
export async function trainTokenizers(
  pairs: readonly Pair[],
  { jointVocabulary, vocabSize }: Settings,
): Promise<Tokenizers> {
  const sources = pairs.map(({ source }) => source);
  const targets = pairs.map(({ target }) => target);
  if (jointVocabulary) {
    const joint = await trainTokenizer([...sources, ...targets], { vocabSize });
    return { source: joint, target: joint };
  }
  return {
    source: await trainTokenizer(sources, { vocabSize }),
    target: await trainTokenizer(targets, { vocabSize }),
  };
}
