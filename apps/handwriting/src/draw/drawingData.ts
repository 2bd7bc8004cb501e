import { splitOfName, SPLITS, type Corpus, type Split } from '@reprise/app/corpus';
import { InputError } from '@reprise/core/errors';
import { readStart, readText } from '../files/fileText.ts';
import { readInkFile } from '../files/inkFile.ts';
import { inkFormat } from '../files/inkFormat.ts';
import { parseJson } from '../files/parseJson.ts';
import { isDrawings, readDrawings } from '../files/strokeJson.ts';
import type { Ink } from '../ink.ts';
import type { DataPaths } from '../task.ts';
import { drawingOf, pointsOf, STEP_SIZE, type Drawing } from './drawing.ts';
import { measureDrawings } from './measureDrawings.ts';

/** A drawing of more points is not learned from: batches are as long as their longest. */
const MOST_POINTS = 400;

/** A pen that jumps further than so many standard deviations of all offsets left the paper, or its file is damaged. */
const FURTHEST = 20;

/**
 * Reads drawings. Splits are those of files that have them (`{train, valid, test}`); else a drawing belongs to one by its
 * name. What cannot be learned from is left out of the training alone: what is tested on stays as it is given.
 *
 * @throws InputError for files that cannot be read, and for no drawing to train on
 */
export async function loadDrawings({ data, test }: DataPaths): Promise<Corpus<Drawing>> {
  const splits: Record<Split, Drawing[]> = { train: [], valid: [], test: [] };
  const warnings: string[] = [];
  const warn = (message: string): number => warnings.push(message);
  for (const path of data) {
    const read = await readSplits(path, warn);
    for (const split of SPLITS) {
      // What is kept apart by a file of its own needs no share of this one.
      const target = splits[test !== undefined && split === 'test' ? 'train' : split];
      for (const ink of read[split]) target.push(drawingOf(ink));
    }
  }
  if (test !== undefined) {
    const read = await readSplits(test, warn);
    for (const split of SPLITS) for (const ink of read[split]) splits.test.push(drawingOf(ink));
  }
  const train = leaveOut(splits.train, warnings);
  if (train.length === 0) {
    throw new InputError(`${data.join(', ')}: expected drawings to train on, got none.`);
  }
  const corpus = { ...splits, train };
  const count = (of: (part: readonly Drawing[]) => number): string =>
    SPLITS.map((split) => of(corpus[split]).toLocaleString('en-US')).join(' / ');
  const drawings = count((part) => part.length);
  const points = count((part) => part.reduce((sum, drawing) => sum + pointsOf(drawing), 0));
  return { ...corpus, summary: `${drawings} drawings of ${points} points (train / valid / test)`, warnings };
}

/** Those that can be learned from. */
function leaveOut(drawings: readonly Drawing[], warnings: string[]): readonly Drawing[] {
  const short = drawings.filter((drawing) => pointsOf(drawing) <= MOST_POINTS);
  const { scale } = measureDrawings(short);
  const sound = short.filter(({ steps }) =>
    steps.every((value, at) => at % STEP_SIZE === 2 || Math.abs(value) <= FURTHEST * scale),
  );
  const tooLong = drawings.length - short.length;
  const damaged = short.length - sound.length;
  if (tooLong > 0) warnings.push(`left out of the training: ${tooLong} of more than ${MOST_POINTS} points`);
  if (damaged > 0) warnings.push(`left out of the training: ${damaged} whose pen jumps off the paper`);
  return sound;
}

async function readSplits(
  path: string,
  warn: (message: string) => void,
): Promise<Readonly<Record<Split, readonly Ink[]>>> {
  if (inkFormat(path, await readStart(path)) === 'json') {
    const text = await readText(path);
    if (isDrawings(parseJson(text, path))) return readDrawings(text, path);
  }
  const splits: Record<Split, Ink[]> = { train: [], valid: [], test: [] };
  for (const ink of await readInkFile(path, { warn })) splits[splitOfName(ink.id)].push(ink);
  return splits;
}
