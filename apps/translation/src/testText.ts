import { InputError } from '@reprise/core/errors';
import { loadCorpus } from './data.ts';
import type { Example } from './data/pairs.ts';
import { readPairs } from './data/pairs.ts';
import { normalizeText } from './data/cleaning.ts';

/** Where a test text is: sources and references line by line, or a file of pairs that is split as in training. */
export interface TestTextFlags {
  readonly source?: string;
  readonly reference?: readonly string[];
  readonly data?: string;
  readonly reverse?: boolean;
}

/** @throws InputError when not exactly one of both forms is given, or a file cannot be used */
export async function readExamples({ source, reference, data, reverse }: TestTextFlags): Promise<Example[]> {
  if (data !== undefined && source === undefined && reference === undefined) {
    const { test } = await loadCorpus({ train: data, reverse: reverse === true });
    if (test.length === 0)
      throw new InputError(`${data}: too few pairs to have a test part; give --source and --reference.`);
    return [...test];
  }
  if (data !== undefined || source === undefined || reference === undefined) {
    throw new InputError('evaluate: expected --source FILE and --reference FILE, or --data FILE.tsv.');
  }
  const columns = await Promise.all(reference.map((file) => readPairs([source, file])));
  if (!columns[0]?.length)
    throw new InputError(`${source}: expected sentences to translate, got an empty file.`);
  return columns[0].map((pair, row) => {
    const references = columns.map((pairs) => normalizeText(pairs[row]?.target ?? ''));
    return { source: normalizeText(pair.source), references: references as [string, ...string[]] };
  });
}
