import { characterEdits, editRate } from '@reprise/core';
import type { Alphabet } from './alphabet.ts';
import { labelDecoder } from './decodeLabels.ts';
import type { Language, LanguageWeights } from './language.ts';

/** What is tried for each number in turn, the others as the best so far. */
const TRIED: Readonly<Record<keyof LanguageWeights, readonly number[]>> = {
  weight: [0.2, 0.4, 0.6, 0.8, 1],
  insertionBonus: [0, 0.5, 1, 1.5, 2],
  unknownWord: [0, 1, 2, 3, 4, 6],
};

const ROUNDS = 2;

/**
 * How much a language should count, by the character error rate on examples that are not the test's: each number by
 * itself, the others held, twice over.
 *
 * @param examples logits [time, classes] of each, and what it says
 */
export function fitLanguage(
  language: Pick<Language, 'characters' | 'words'>,
  alphabet: Alphabet,
  examples: readonly { readonly logits: Float32Array; readonly text: string }[],
): LanguageWeights {
  const rateOf = (weights: LanguageWeights): number => {
    const decode = labelDecoder(alphabet, { language: { ...language, ...weights }, beamSize: 15 });
    return editRate(examples.map(({ logits, text }) => characterEdits(decode(logits)[0]?.text ?? '', text)));
  };
  let best: LanguageWeights = { weight: 0.6, insertionBonus: 1, unknownWord: 2 };
  let least = rateOf(best);
  for (let round = 0; round < ROUNDS; round++) {
    for (const key of Object.keys(TRIED) as (keyof LanguageWeights)[]) {
      for (const value of TRIED[key]) {
        if (value === best[key]) continue;
        const weights = { ...best, [key]: value };
        const rate = rateOf(weights);
        if (rate < least) [best, least] = [weights, rate];
      }
    }
  }
  return best;
}
