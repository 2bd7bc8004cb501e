import type { Example } from './data/pairs.ts';
import { corpusBleu, type BleuScore } from './metrics/bleu.ts';
import { bleuByLength, countWords, type LengthBucket } from './metrics/bleuByLength.ts';
import { corpusChrf, type ChrfScore } from './metrics/chrf.ts';
import { copyBaseline } from './metrics/copyBaseline.ts';
import { TRANSLATE_DEFAULTS, type TranslateOptions, type Translator } from './translator.ts';

/** Source lengths in words at which the table by length is cut. */
const LENGTH_EDGES = [5, 10] as const;

/** Scores against one choice of references. */
export interface Scores {
  readonly bleu: BleuScore;
  readonly chrf: ChrfScore;
  /** what the untranslated source would score */
  readonly copy: { readonly bleu: BleuScore; readonly chrf: ChrfScore };
  readonly byLength: readonly LengthBucket[];
}

export interface Evaluation {
  readonly sentences: number;
  /** of translating, without loading */
  readonly seconds: number;
  readonly beamSize: number;
  readonly firstReference: Scores;
  /** where some sentence has more than one */
  readonly allReferences?: Scores;
  readonly translations: readonly string[];
}

/** Translates a test's sources and scores the result. */
export async function evaluate(
  translator: Translator,
  examples: readonly Example[],
  options: TranslateOptions & { readonly lengthEdges?: readonly number[] } = {},
): Promise<Evaluation> {
  const { lengthEdges = LENGTH_EDGES, ...translateOptions } = options;
  const sources = examples.map(({ source }) => source);
  const start = performance.now();
  const translations = (await translator.translate(sources, translateOptions)).map(({ text }) => text);
  const seconds = (performance.now() - start) / 1000;
  const score = (references: readonly (readonly string[])[]): Scores => ({
    bleu: corpusBleu(translations, references),
    chrf: corpusChrf(translations, references),
    copy: copyBaseline(sources, references),
    byLength: bleuByLength(translations, references, sources.map(countWords), lengthEdges),
  });
  const all = examples.map(({ references }) => references);
  const first = score(all.map(([reference]) => [reference]));
  const several = all.some(({ length }) => length > 1);
  return {
    sentences: sources.length,
    seconds,
    beamSize: options.beamSize ?? TRANSLATE_DEFAULTS.beamSize,
    firstReference: first,
    ...(several ? { allReferences: score(all) } : {}),
    translations,
  };
}

/** The evaluation as lines for a reader. */
export function describeEvaluation({
  sentences,
  seconds,
  beamSize,
  firstReference,
  allReferences,
}: Evaluation): string {
  const rate = sentences / seconds;
  const lines = [
    `${sentences} sentences, beam ${beamSize}, ${seconds.toFixed(1)} s (${rate.toFixed(0)} sentences/s)`,
  ];
  lines.push(...describeScores(allReferences ? 'first reference' : '', firstReference));
  if (allReferences) lines.push(...describeScores('all references', allReferences));
  return lines.join('\n');
}

function describeScores(title: string, { bleu, chrf, copy, byLength }: Scores): string[] {
  const of = title === '' ? '' : `, ${title}`;
  const buckets = byLength.map(({ from, to, sentences, bleu: score }) => {
    const range = to === Infinity ? `${from} words and more` : `${from}-${to} words`;
    return `  ${range}: ${score ? score.score.toFixed(2) : 'none'} (${sentences} sentences)`;
  });
  return [
    `BLEU${of}: ${bleu.score.toFixed(2)}  (source copied: ${copy.bleu.score.toFixed(2)})  ${bleu.signature}`,
    ...buckets,
    `chrF${of}: ${chrf.score.toFixed(2)}  (source copied: ${copy.chrf.score.toFixed(2)})  ${chrf.signature}`,
  ];
}
