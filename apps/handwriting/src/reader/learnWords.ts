import { readLines } from '@reprise/app/textFile';
import type { Corpus } from '@reprise/app/corpus';
import type { LabelledInk } from '../data/labelledInk.ts';
import type { Settings } from '../settings.ts';
import type { DataPaths } from '../task.ts';
import { makeAlphabet, type Alphabet } from './alphabet.ts';
import { fitLanguage } from './fitLanguage.ts';
import { writeLanguage } from './languageFiles.ts';
import { learnLanguage, wordsOf, type Language } from './language.ts';

/** Examples on which it is chosen how much a language counts: more would say the same. */
const MOST_EXAMPLES = 800;
/** A word of a book that comes less often may be a slip of a pen. */
const LEAST_COUNT = 2;
/** A word of a book counts as often as its share of the book, in so many words. */
const BOOK_WORDS = 100_000;

/** Some of the words among examples, spread evenly; single characters know nothing of words. */
function exampleWords<E extends { readonly text: string }>(examples: readonly E[]): E[] {
  const words = examples.filter(({ text }) => Array.from(text).length > 1);
  const step = Math.max(1, words.length / MOST_EXAMPLES);
  return words.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step));
}

/**
 * Learns what words there are from a corpus and from plain texts, and writes it into a reader's folder.
 * @param see what the reader sees in each ink: [time, classes]
 */
export async function teachWords(
  { train, valid }: Corpus<LabelledInk>,
  {
    architecture,
    settings,
    paths,
    folder,
    tell,
  }: {
    readonly architecture: { readonly characters: readonly string[] };
    readonly settings: Pick<Settings, 'language'>;
    readonly paths: DataPaths;
    readonly folder: string;
    readonly tell: (line: string) => void;
  },
  see: (inks: readonly LabelledInk[]) => Float32Array[],
): Promise<void> {
  if (!settings.language) return;
  const examples = exampleWords(valid);
  const logits = see(examples);
  const language = await learnWords({
    texts: train.map(({ text }) => text),
    files: paths.texts ?? [],
    alphabet: makeAlphabet(architecture.characters),
    examples: examples.map(({ text }, index) => ({ text, logits: logits[index] as Float32Array })),
    tell,
  });
  await writeLanguage(folder, language);
}

/**
 * Learns what words there are, and how much that should count.
 * @param options.texts of the training, @param options.files plain texts
 * @param options.examples logits of ink that is neither trained nor tested on, and what it says
 */
async function learnWords({
  texts,
  files,
  alphabet,
  examples,
  tell,
}: {
  readonly texts: readonly string[];
  readonly files: readonly string[];
  readonly alphabet: Alphabet;
  readonly examples: readonly { readonly logits: Float32Array; readonly text: string }[];
  readonly tell: (line: string) => void;
}): Promise<Language> {
  const words = texts.flatMap(wordsOf).filter((word) => Array.from(word).length > 1);
  for (const file of files) words.push(...(await wordsOfFile(file)));
  const language = learnLanguage(words, alphabet);
  tell(`words: ${language.words.length.toLocaleString('en-US')} of ${words.length.toLocaleString('en-US')}`);
  const weights =
    examples.length > 0
      ? fitLanguage(language, alphabet, examples)
      : { weight: 0.5, insertionBonus: 1, unknownWord: 2 };
  tell(`language: ${JSON.stringify(weights)}`);
  return { ...language, ...weights };
}

async function wordsOfFile(path: string): Promise<string[]> {
  const counts = new Map<string, number>();
  let total = 0;
  for (const line of await readLines(path)) {
    for (const word of wordsOf(line)) {
      counts.set(word, (counts.get(word) ?? 0) + 1);
      total++;
    }
  }
  const share = Math.min(1, BOOK_WORDS / total);
  return [...counts]
    .filter(([, count]) => count >= LEAST_COUNT)
    .flatMap(([word, count]) => Array.from({ length: Math.max(1, Math.round(count * share)) }, () => word));
}
