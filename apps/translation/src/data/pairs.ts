import { readLines } from '@reprise/app/textFile';
import { InputError } from '@reprise/core/errors';

/** A sentence and its translation. */
export interface Pair {
  readonly source: string;
  readonly target: string;
}

/** A sentence to translate and every translation that counts as right, the first one foremost. */
export interface Example {
  readonly source: string;
  readonly references: readonly [string, ...string[]];
}

/**
 * Where parallel text is: one file of tab-separated pairs (source, target and, as in the files of
 * Tatoeba and Anki, an attribution that is not read), or two files whose lines correspond.
 */
export type ParallelFiles = string | readonly [source: string, target: string];

/**
 * What a command line means by `pairs.tsv` or `train.en,train.de`.
 *
 * @throws InputError unless it is one path, or two with a comma between.
 */
export function parseParallelFiles(text: string): ParallelFiles {
  const [first = '', second, ...more] = text.split(',').map((path) => path.trim());
  if (first === '' || second === '' || more.length > 0) {
    throw new InputError(
      `expected one file of tab-separated pairs, or two files as SOURCE,TARGET; got ${JSON.stringify(text)}`,
    );
  }
  return second === undefined ? first : [first, second];
}

/**
 * All pairs of parallel text, in the order of the files, empty lines included (with empty sides).
 *
 * @throws InputError with file and line number if the two files have different numbers of lines, a line
 *   of a pair file has not two or three columns, or a file cannot be read.
 */
export async function readPairs(files: ParallelFiles): Promise<Pair[]> {
  if (typeof files === 'string') {
    return (await readLines(files)).map((line, index) => parsePair(line, `${files}, line ${index + 1}`));
  }
  const [sourcePath, targetPath] = files;
  const [sources, targets] = await Promise.all([readLines(sourcePath), readLines(targetPath)]);
  if (sources.length !== targets.length) {
    const shorter = sources.length < targets.length ? sourcePath : targetPath;
    throw new InputError(
      `expected two files whose lines correspond, got ${sources.length} lines in ${sourcePath} and ` +
        `${targets.length} in ${targetPath}: ${shorter} has nothing for line ` +
        `${Math.min(sources.length, targets.length) + 1}`,
    );
  }
  return sources.map((source, index) => ({ source, target: targets[index] ?? '' }));
}

function parsePair(line: string, place: string): Pair {
  if (line.trim() === '') {
    return { source: '', target: '' };
  }
  const [source = '', target, attribution, ...more] = line.split('\t');
  if (target === undefined) {
    throw new InputError(
      `${place}: expected source, tab, target; got no tab in ${JSON.stringify(shortened(line))}. ` +
        'Two files whose lines correspond are given as SOURCE,TARGET',
    );
  }
  if (attribution !== undefined && more.length > 0) {
    throw new InputError(
      `${place}: expected source, tab, target and at most one column more; got ${more.length + 3} columns`,
    );
  }
  return { source, target };
}

function shortened(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 60)}…`;
}
