import { InputError } from '@reprise/core/errors';
import { cleanPairs, dropPairs, normalizePairs } from './data/cleaning.ts';
import type { CleaningOptions, DropCounts } from './data/cleaning.ts';
import { groupReferences, hashSplit } from './data/hashSplit.ts';
import { readPairs } from './data/pairs.ts';
import type { Example, Pair, ParallelFiles } from './data/pairs.ts';

export interface CorpusOptions extends CleaningOptions {
  readonly train: ParallelFiles;
  /** Without it, the validation text is a hundredth of the training text (see `loadCorpus`). */
  readonly valid?: ParallelFiles;
  readonly test?: ParallelFiles;
  /** Translate from the second language into the first. */
  readonly reverse?: boolean;
}

export interface Corpus {
  readonly train: readonly Pair[];
  readonly valid: readonly Pair[];
  /** Empty where validation text was given and no test. */
  readonly test: readonly Example[];
  /** Pairs left out of each part, by reason. */
  readonly dropped: { readonly [part in 'train' | 'valid' | 'test']: DropCounts };
}

/**
 * Reads parallel text and divides it into training, validation and test.
 *
 * Where `valid` is given, nothing is set apart. Where it is not, pairs are divided by a hash of their
 * sentence in the file's *first* language (`hashBucket`), under `reverse` too: bucket 1 is for
 * validation and, unless `test` is given, bucket 0 for the test, and training pairs whose second side is
 * a sentence of that test are dropped, so that no sentence of the test was seen on either side.
 *
 * All text is normalised; training text is also cleaned (`cleanPairs`), while validation and test lose
 * nothing but pairs with an empty side. A test has each source sentence once, with all its different
 * translations as references; only a test of two line-aligned files keeps its lines one by one,
 * repeated ones included, because that is how scores on such tests are published.
 *
 * @throws InputError if a file cannot be read (see `readPairs`) or nothing is left of a part.
 */
export async function loadCorpus(options: CorpusOptions): Promise<Corpus> {
  const [pairs, givenValid, givenTest] = await Promise.all(
    [options.train, options.valid, options.test].map(readNormalized),
  );
  const split = divide(pairs ?? [], givenValid, givenTest);
  const train = cleanPairs(split.train, options);
  const unseen = dropPairs(train.kept, ({ target }) =>
    split.withheldTargets.has(target) ? 'targetInTest' : undefined,
  );
  const valid = withoutEmpty(split.valid);
  const test = withoutEmpty(split.test);

  const oriented = options.reverse === true ? reversePairs : (pairs: readonly Pair[]) => pairs;
  const toExamples = Array.isArray(options.test) ? oneByOne : groupReferences;
  const corpus = {
    train: oriented(unseen.kept),
    valid: oriented(valid.kept),
    test: toExamples(oriented(test.kept)),
    dropped: {
      train: { ...train.dropped, ...unseen.dropped },
      valid: valid.dropped,
      test: test.dropped,
    },
  };
  requirePairs(corpus.train, 'training', options.train);
  requirePairs(corpus.valid, 'validation', options.valid ?? options.train);
  if (options.test !== undefined) {
    requirePairs(corpus.test, 'test', options.test);
  }
  return corpus;
}

/** One line for each part of a corpus: its size, and what was left out and why. */
export function describeCorpus({ train, valid, test, dropped }: Corpus): string {
  const sizes = {
    train: `${train.length} pairs`,
    valid: `${valid.length} pairs`,
    test: `${test.length} sentences`,
  };
  const describePart = (part: keyof typeof sizes) => {
    const reasons = Object.entries(dropped[part]).map(([reason, count]) => `${count} ${reason}`);
    return `${part}: ${sizes[part]}${reasons.length === 0 ? '' : `; left out: ${reasons.join(', ')}`}`;
  };
  return [describePart('train'), describePart('valid'), describePart('test')].join('\n');
}

interface Division {
  readonly train: readonly Pair[];
  readonly valid: readonly Pair[];
  readonly test: readonly Pair[];
  readonly withheldTargets: ReadonlySet<string>;
}

function divide(pairs: readonly Pair[], valid?: readonly Pair[], test?: readonly Pair[]): Division {
  if (valid !== undefined) {
    return { train: pairs, valid, test: test ?? [], withheldTargets: new Set() };
  }
  const split = hashSplit(pairs);
  if (test !== undefined) {
    return { train: [...split.train, ...split.test], valid: split.valid, test, withheldTargets: new Set() };
  }
  return { ...split, withheldTargets: new Set(split.test.map(({ target }) => target)) };
}

async function readNormalized(files: ParallelFiles | undefined): Promise<Pair[] | undefined> {
  return files === undefined ? undefined : normalizePairs(await readPairs(files));
}

function withoutEmpty(pairs: readonly Pair[]) {
  return dropPairs(pairs, ({ source, target }) => (source === '' || target === '' ? 'empty' : undefined));
}

function reversePairs(pairs: readonly Pair[]): Pair[] {
  return pairs.map(({ source, target }) => ({ source: target, target: source }));
}

function oneByOne(pairs: readonly Pair[]): Example[] {
  return pairs.map(({ source, target }) => ({ source, references: [target] }));
}

function requirePairs(part: readonly unknown[], name: string, files: ParallelFiles): void {
  if (part.length === 0) {
    const place = typeof files === 'string' ? files : files.join(' and ');
    throw new InputError(
      `${place}: no ${name} pair is left; give more text, or files of its own for each part`,
    );
  }
}
