import { stat } from 'node:fs/promises';
import { splitCounts, splitOfName, SPLITS, type Corpus, type Split } from '@reprise/app/corpus';
import { InputError } from '@reprise/core/errors';
import { readInkFile } from '../files/inkFile.ts';
import { readStart } from '../files/fileText.ts';
import { inkFormat } from '../files/inkFormat.ts';
import { streamUnipenLines } from '../files/lineFiles.ts';
import type { Stroke } from '../ink.ts';
import { normalise } from '../strokes/normalise.ts';
import { resample } from '../strokes/resample.ts';
import type { DataPaths } from '../task.ts';
import { streamIamFolder } from './iamFolder.ts';
import { ifThere } from './ifThere.ts';

/** Ink and what it says, ready to learn from. */
export interface LabelledInk {
  readonly id: string;
  /** normalised, without times */
  readonly strokes: readonly Stroke[];
  readonly text: string;
  /** UNIPEN's benchmark category, where known: 1a digits, 1b upper case, 1c lower case, 6 words */
  readonly category: string | undefined;
  readonly writer: string | undefined;
}

/** Between the points that are kept: finer than what any network sees, and far less than tablets record. */
const KEPT_SPACING = 0.03;

/** Points of one character; an ink of more is no writing, or its text is not all of it. */
const MOST_PER_CHARACTER = 400;

/**
 * Reads labelled ink, normalised: files, and the folder of IAM-OnDB. Splits are their own where they have them, as
 * UNIPEN's lines do; else a writer, or where writers are not known an ink, belongs to one by its name.
 *
 * @throws InputError for files that cannot be read, and for no ink to train on
 */
export async function loadLabelledInk({ data, test }: DataPaths): Promise<Corpus<LabelledInk>> {
  const splits: Record<Split, LabelledInk[]> = { train: [], valid: [], test: [] };
  const dropped = new Map<string, number>();
  const warnings: string[] = [];
  for (const path of data) {
    for await (const { ink, split } of streamLabelled(path, dropped, warnings)) {
      // What is kept apart by a file of its own needs no share of this one.
      splits[test !== undefined && split === 'test' ? 'train' : split].push(ink);
    }
  }
  if (test !== undefined) {
    for await (const { ink } of streamLabelled(test, dropped, warnings)) splits.test.push(ink);
  }
  for (const [reason, count] of dropped) warnings.push(`left out: ${count} ${reason}`);
  if (splits.train.length === 0) {
    throw new InputError(`${data.join(', ')}: expected labelled ink to train on, got none.`);
  }
  const sizes = splitCounts(splits);
  const writers = SPLITS.map((split) => new Set(splits[split].map(({ writer }) => writer)).size).join(' / ');
  return { ...splits, summary: `${sizes} inks of ${writers} writers (train / valid / test)`, warnings };
}

/** All labelled ink of some files, whatever split it belongs to, normalised. @throws InputError for none */
export async function loadLines(
  paths: readonly string[],
): Promise<{ readonly lines: LabelledInk[]; readonly warnings: string[] }> {
  const lines: LabelledInk[] = [];
  const dropped = new Map<string, number>();
  const warnings: string[] = [];
  for (const path of paths) {
    for await (const { ink } of streamLabelled(path, dropped, warnings)) lines.push(ink);
  }
  for (const [reason, count] of dropped) warnings.push(`left out: ${count} ${reason}`);
  if (lines.length > 0) return { lines, warnings };
  throw new InputError(`${paths.join(', ')}: expected labelled ink, got none.`);
}

interface Placed {
  readonly ink: LabelledInk;
  readonly split: Split;
}

async function* streamLabelled(
  path: string,
  dropped: Map<string, number>,
  warnings: string[],
): AsyncGenerator<Placed> {
  const drop = (reason: string): void => {
    dropped.set(reason, (dropped.get(reason) ?? 0) + 1);
  };
  for await (const { ink, category, split } of streamInk(path, drop, warnings)) {
    const { id, text, writer } = ink;
    const reason = text === undefined ? 'without a text' : faultOf({ text, category, writer });
    if (text === undefined || reason !== undefined) {
      drop(reason ?? '');
      continue;
    }
    const placed = split ?? splitOfName(writer ?? id);
    const strokes = resample(normalise(ink.strokes), KEPT_SPACING);
    const points = strokes.reduce((sum, { x }) => sum + x.length, 0);
    // Nothing is to be learned from it; a test is a test with it.
    if (placed === 'train' && points > MOST_PER_CHARACTER * text.length) {
      drop('to train on whose text is too short for the ink');
      continue;
    }
    const bare = strokes.map(({ x, y }) => ({ x, y }));
    yield { ink: { id, strokes: bare, text, category, writer }, split: placed };
  }
}

/** Why an ink is not to be learned from, if so. */
function faultOf({
  text,
  category,
  writer,
}: {
  readonly text: string;
  readonly category: string | undefined;
  readonly writer: string | undefined;
}): string | undefined {
  // How UNIPEN's transcribers marked what they could not read.
  if (/^X{2,}$/u.test(text)) return 'marked as illegible';
  // The segments of this contributor's characters are not where the characters are.
  if (category?.startsWith('1') === true && writer?.startsWith('lou/') === true) {
    return 'single characters of the contributor lou, whose segments do not fit';
  }
  return undefined;
}

async function* streamInk(path: string, drop: (reason: string) => void, warnings: string[]) {
  if ((await ifThere(stat(path)))?.isDirectory() === true) {
    for await (const { ink, split } of streamIamFolder(path, drop)) yield { ink, category: undefined, split };
    return;
  }
  if (inkFormat(path, await readStart(path)) !== 'lines') {
    const warn = (message: string): number => warnings.push(message);
    for (const ink of await readInkFile(path, { warn })) {
      yield { ink, category: undefined, split: undefined };
    }
    return;
  }
  for await (const { ink, category, split } of streamUnipenLines(path)) {
    yield { ink, category, split: checkSplit(split, path) };
  }
}

function checkSplit(split: string | undefined, path: string): Split | undefined {
  if (split === undefined || (SPLITS as readonly string[]).includes(split)) return split as Split | undefined;
  throw new InputError(`${path}: expected the splits ${SPLITS.join(', ')}, got ${JSON.stringify(split)}.`);
}
