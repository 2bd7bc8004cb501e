import { loadWeights, type ModelPlace } from '@reprise/app';
import {
  beamSearch,
  BOS,
  EOS,
  greedy,
  InputError,
  packModel,
  PAD,
  padIds,
  readSources,
  Seq2Seq,
  SPECIAL_TOKENS,
  type Hypothesis,
  type PackedModel,
} from '@reprise/core';
import { disposeParams, startEngine, type Retained } from '@reprise/engine';
import { batchesByLength, chunks } from './chunks.ts';
import { normalizeText } from './data/cleaning.ts';
import { withEnd, type Tokenizers } from './examples.ts';
import { readModel, type ModelConfig } from './modelFolder.ts';
import type { Alignment } from './pictures/wordAlignment.ts';

export interface TranslateOptions {
  /** hypotheses kept at each step; 1 is greedy search */
  readonly beamSize?: number;
  /** alpha of GNMT's length normalisation (Wu et al. 2016): the larger, the longer the translations */
  readonly lengthPenalty?: number;
  /** how many translations of each text, at most `beamSize` */
  readonly nBest?: number;
  /** texts translated at a time */
  readonly batchSize?: number;
  /** with the weights over the source's pieces, where the model has attention */
  readonly alignment?: boolean;
  readonly signal?: AbortSignal | undefined;
}

export const TRANSLATE_DEFAULTS = {
  beamSize: 5,
  lengthPenalty: 1,
  nBest: 1,
  batchSize: 64,
  alignment: false,
} as const;

type Settings = Required<Omit<TranslateOptions, 'signal'>> & Pick<TranslateOptions, 'signal'>;

export interface Candidate {
  readonly text: string;
  /** log-probability, by beam search normalised by length: the higher, the better */
  readonly score: number;
  /** how much each piece of the translation looked at each of the source, whose last is the end mark */
  readonly alignment?: Alignment;
}

export interface Translation extends Candidate {
  readonly source: string;
  /** the n best, this one first */
  readonly candidates: readonly Candidate[];
}

/** A translator in memory; {@link load} makes it. */
export interface Translator {
  readonly config: ModelConfig;
  /** Translates texts, each a sentence or so. An empty text stays empty. */
  translate(texts: readonly string[], options?: TranslateOptions): Promise<Translation[]>;
  /** The same over a stream: translations come out in order, as soon as they are done. */
  translateStream(texts: AsyncIterable<string>, options?: TranslateOptions): AsyncIterable<Translation>;
  /** Frees the model's memory. */
  dispose(): void;
}

/**
 * Loads a translator.
 * @param place a model's folder, its URL, or its files' contents by name
 * @throws InputError when no whole model is there
 */
export async function load(place: ModelPlace): Promise<Translator> {
  const { config, weights, tokenizers } = await readModel(place);
  await startEngine();
  const model = new Seq2Seq(config.architecture);
  loadWeights(model.params, weights);
  return makeTranslator(model, tokenizers, config, packModel(model));
}

/**
 * A translator from a model in memory; its `dispose` frees the model's parameters.
 * @param packed the weights for search, when they do not change any more; freed by `dispose`, too
 */
export function makeTranslator(
  model: Seq2Seq,
  tokenizers: Tokenizers,
  config: ModelConfig,
  packed?: Retained<PackedModel>,
): Translator {
  const translate = async (
    texts: readonly string[],
    options: TranslateOptions = {},
  ): Promise<Translation[]> => {
    const settings = checkOptions(options);
    const sources = (await tokenizers.source.encodeBatch(texts.map(normalizeText))).map(withEnd);
    const translations = texts.map(emptyTranslation);
    const filled = sources.flatMap((ids, row) => (ids.length > 1 ? [row] : []));
    for (const batch of batchesByLength(
      filled.map((row) => (sources[row] as number[]).length),
      settings.batchSize,
    )) {
      const rows = batch.map((index) => filled[index] as number);
      const found = await search(
        model,
        rows.map((row) => sources[row] as number[]),
        settings,
        packed?.value,
      );
      for (const [index, row] of rows.entries()) {
        const candidates = await describe(
          sources[row] as number[],
          found[index] as Hypothesis[],
          tokenizers,
          settings,
        );
        translations[row] = { source: texts[row] as string, ...(candidates[0] as Candidate), candidates };
      }
    }
    return translations;
  };
  return {
    config,
    translate,
    async *translateStream(texts, options = {}) {
      const { batchSize } = checkOptions(options);
      for await (const chunk of chunks(texts, batchSize, options.signal))
        yield* await translate(chunk, options);
    },
    dispose: () => {
      packed?.free();
      disposeParams(model.params);
    },
  };
}

function emptyTranslation(source: string): Translation {
  const candidate = { text: '', score: 0 };
  return { source, ...candidate, candidates: [candidate] };
}

function checkOptions(options: TranslateOptions): Settings {
  const settings = { ...TRANSLATE_DEFAULTS, ...options };
  for (const name of ['beamSize', 'nBest', 'batchSize'] as const) {
    const value = settings[name];
    if (!Number.isInteger(value) || value < 1)
      throw new InputError(`${name}: expected a whole number from 1 on, got ${value}.`);
  }
  if (settings.nBest > settings.beamSize) {
    throw new InputError(
      `nBest: expected at most beamSize (${settings.beamSize}), got ${settings.nBest}. Make beamSize larger.`,
    );
  }
  return settings;
}

/** Sentences grow in translation, but not without end: so many pieces for each of the source's, and a few more. */
const LONGEST = { ratio: 2, more: 10 } as const;

async function search(
  model: Seq2Seq,
  sources: readonly (readonly number[])[],
  settings: Settings,
  packed: PackedModel | undefined,
): Promise<Hypothesis[][]> {
  const { beamSize, lengthPenalty, nBest, signal } = settings;
  const reading = readSources(model, padIds(sources, PAD), packed);
  const maxLength = sources.map(({ length }) => LONGEST.ratio * length + LONGEST.more);
  try {
    const shared = { bos: BOS, eos: EOS, maxLength, signal };
    if (beamSize === 1) return (await greedy(reading.value, shared)).map((best) => [best]);
    return await beamSearch(reading.value, { ...shared, beamSize, lengthPenalty, nBest });
  } finally {
    reading.free();
  }
}

async function describe(
  source: readonly number[],
  found: readonly Hypothesis[],
  tokenizers: Tokenizers,
  { alignment: wanted }: Settings,
): Promise<Candidate[]> {
  const texts = await tokenizers.target.decodeBatch(found.map(({ ids }) => ids));
  const sourcePieces = wanted ? await pieces(source, tokenizers.source) : [];
  return Promise.all(
    found.map(async ({ ids, score, alignment }, index) => {
      // In the form of the training text: one line, whatever bytes a poor model makes.
      const candidate = { text: normalizeText(texts[index] as string), score };
      if (!wanted || !alignment) return candidate;
      const weights = alignment.map((row) => Array.from(row.subarray(0, source.length)));
      return {
        ...candidate,
        alignment: { source: sourcePieces, target: await pieces(ids, tokenizers.target), weights },
      };
    }),
  );
}

async function pieces(ids: readonly number[], tokenizer: Tokenizers['source']): Promise<string[]> {
  const texts = await tokenizer.decodeBatch(ids.map((id) => [id]));
  return texts.map((text, index) => (ids[index] === EOS ? SPECIAL_TOKENS[EOS] : text));
}
