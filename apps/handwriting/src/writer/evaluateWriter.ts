import { InputError } from '@reprise/core/errors';
import { Rng } from '@reprise/engine';
import type { Corpus } from '@reprise/app/corpus';
import type { LabelledInk } from '../data/labelledInk.ts';
import { scoreAdapting } from '../metrics/adaptedHands.ts';
import { asShown, measureHands, spreadOf } from '../metrics/handSpread.ts';
import { primedSpread, sampleWriters, type PrimedSpread } from '../metrics/primedHands.ts';
import { stepNats } from '../metrics/stepNats.ts';
import { wordErrors, wordsAsLong, type WordReader } from '../metrics/wordReading.ts';
import { scoreWords, writeWords, type Write, type WordsAtBias } from '../metrics/writtenWords.ts';
import type { LoadedWriter } from '../modelFolder.ts';
import { ABSENT_WORDS } from './absentWords.ts';
import { layInk, plausibleInks } from './lineToLearn.ts';
import { writeComplete } from './writeComplete.ts';
import { scoreBatches } from './writerScores.ts';
import { writerText } from './writerText.ts';
import type { AbsentWordScores, WriterSpread, WritingScores } from './writingScores.ts';

export { describeWriting, type WritingScores } from './writingScores.ts';

type Model = Pick<LoadedWriter, 'network' | 'architecture' | 'settings'>;

export interface WritingOptions {
  /** default test */
  readonly split?: 'valid' | 'test' | undefined;
  /** reads what is written; without it that is not measured */
  readonly reader?: WordReader | undefined;
  /** of the first time that all words are written, default 1 */
  readonly seed?: number | undefined;
  /** how often they are, each time with the next seed; default 3 */
  readonly repeats?: number | undefined;
  /** default 0 and 0.5 */
  readonly biases?: readonly number[] | undefined;
  /** to be written; those of the training are left out. Default {@link ABSENT_WORDS} */
  readonly words?: readonly string[] | undefined;
  /** of the training, to which the mixture without recurrence is fitted; default 100,000 */
  readonly baselineSteps?: number | undefined;
  /** real ones of each writer that are measured at most, default 20 */
  readonly wordsOfWriter?: number | undefined;
  /** that are written in the hand of each, default 8 */
  readonly primedWords?: number | undefined;
  /** hands that the model is adapted to, by so many lines each; default 8 and 24 */
  readonly adaptedWriters?: number | undefined;
  readonly adaptedLines?: number | undefined;
  readonly tell?: ((line: string) => void) | undefined;
}

/** Real words that are compared: of small letters, as what is written is. */
const WORD = /^\p{Ll}{3,}$/u;
/** Words that are written in the hands of others. */
const PRIMED_WORD = /^\p{Ll}{4,8}$/u;
const BIASES = [0, 0.5];

/**
 * Measures a writer: how probable real ink is to it, whether what it writes can be read, and whether its hands differ as
 * real ones do. Always the same for a seed.
 *
 * @throws InputError for a split without ink that the writer could write
 */
export async function scoreWriting(
  model: Model,
  corpus: Corpus<LabelledInk>,
  options: WritingOptions = {},
): Promise<WritingScores> {
  const { split = 'test', baselineSteps = 100_000, tell } = options;
  const { seed = 1, adaptedWriters = 8, adaptedLines = 24 } = options;
  const { spacing, components } = model.settings;
  const text = writerText(model.architecture.characters);
  const known = new Set(text.characters);
  const isWritable = (words: string): boolean => Array.from(words).every((character) => known.has(character));

  const inks = plausibleInks(corpus[split]).filter((ink) => isWritable(ink.text));
  if (inks.length === 0)
    throw new InputError(`evaluate: expected ink (${split}) that the writer could write, got none.`);
  const baseline = { components, spacing, steps: baselineSteps };
  const batches = scoreBatches(inks, text, spacing);
  const nats = { inks: inks.length, ...stepNats(model.network, batches, corpus.train, baseline) };

  const trained = new Set(corpus.train.map((ink) => ink.text.toLowerCase()));
  const words = (options.words ?? ABSENT_WORDS).filter(
    (word) => isWritable(word) && !trained.has(word.toLowerCase()),
  );
  const write = writing(model);
  tell?.(`adapting to ${adaptedLines} lines of each of ${adaptedWriters} writers at most`);
  const adapted = await scoreAdapting(model, inks, Rng.fromSeed(0).fold('adapted'), {
    writers: adaptedWriters,
    lines: adaptedLines,
    seed,
  });
  return {
    nats,
    words:
      words.length > 0 ? await scoreAbsentWords(write, words, corpus[split], spacing, options) : undefined,
    writers: known.has(' ') ? await scoreWriters(write, words, inks, spacing, options) : undefined,
    adapted,
  };
}

/** Writes as `write` does: what does not come to its end is begun anew. */
function writing({ network, architecture }: Model): Write {
  const text = writerText(architecture.characters);
  return (asked, rng, bias) => writeComplete(network, text, asked, { rng, bias });
}

/** @param inks all of the split: what is read is real, plausible or not */
async function scoreAbsentWords(
  write: Write,
  words: readonly string[],
  inks: readonly LabelledInk[],
  spacing: number,
  { reader, seed = 1, repeats = 3, biases = BIASES, tell }: WritingOptions,
): Promise<AbsentWordScores> {
  const realWords = inks.filter((ink) => WORD.test(ink.text));
  const alike = wordsAsLong(words, realWords, Rng.fromSeed(0).fold('words alike'));
  const reading = reader && { count: alike.length, cer: wordErrors(reader, alike) };
  const hands = spreadOf(measureHands(realWords.map((ink) => asShown(layInk(ink), spacing))));

  const seeds = Array.from({ length: repeats }, (_, index) => seed + index);
  const written: WordsAtBias[] = [];
  for (const bias of biases) {
    tell?.(`writing ${words.length} words ${repeats} times, bias ${bias}`);
    written.push(await writeWords(write, words, bias, seeds));
  }
  const real = { reader, cer: reading?.cer ?? NaN, hands };
  return { count: words.length, seeds, reading, hands, written: written.map((own) => scoreWords(own, real)) };
}

/** @param inks plausible */
async function scoreWriters(
  write: Write,
  words: readonly string[],
  inks: readonly LabelledInk[],
  spacing: number,
  { seed = 1, biases = BIASES, wordsOfWriter = 20, primedWords = 8, tell }: WritingOptions,
): Promise<WriterSpread | undefined> {
  const realWords = inks.filter((ink) => WORD.test(ink.text));
  const samples = sampleWriters(realWords, Rng.fromSeed(0).fold('writers'), { wordsOfWriter, spacing });
  const asked = spreadOut(
    words.filter((word) => PRIMED_WORD.test(word)),
    primedWords,
  );
  if (samples.length < 2 || asked.length === 0) return undefined;
  const primed: (PrimedSpread & { bias: number })[] = [];
  for (const bias of biases) {
    tell?.(`writing ${asked.length} words in each of ${samples.length} hands, bias ${bias}`);
    const rng = Rng.fromSeed(seed).fold('primed');
    primed.push({ bias, ...(await primedSpread(samples, asked, (each) => write(each, rng, bias))) });
  }
  return { real: spreadOf(samples.map(({ hand }) => hand)), primed };
}

/** So many of a list, at equal distances. */
function spreadOut<T>(list: readonly T[], count: number): T[] {
  const most = Math.min(count, list.length);
  return Array.from({ length: most }, (_, index) => list[Math.floor((index * list.length) / most)] as T);
}
