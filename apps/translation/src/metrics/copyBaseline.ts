import { corpusBleu } from './bleu.ts';
import type { BleuScore } from './bleu.ts';
import { corpusChrf } from './chrf.ts';
import type { ChrfScore } from './chrf.ts';

/**
 * What handing back every source sentence untranslated would score: names, numbers and punctuation
 * alone. A score means something only as far as it is above this one.
 */
export function copyBaseline(
  sources: readonly string[],
  references: readonly (readonly string[])[],
): { readonly bleu: BleuScore; readonly chrf: ChrfScore } {
  return { bleu: corpusBleu(sources, references), chrf: corpusChrf(sources, references) };
}
