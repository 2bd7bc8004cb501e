import { InputError } from '@reprise/core/errors';
import type { Ink } from '../ink.ts';
import { parseJson } from './parseJson.ts';
import { describe, inkFromRows, toStroke3, toStroke5 } from './stroke3.ts';

const SPLITS = ['train', 'valid', 'test'] as const;
export type DrawingSplit = (typeof SPLITS)[number];
export type Drawings = Readonly<Record<DrawingSplit, readonly Ink[]>>;

/**
 * Reads the drawings of sketch-rnn as JSON: `{train, valid, test}` of lists of drawings, each in stroke-3 or stroke-5.
 * A split that is not there is empty. Ids are `train/0` and so on.
 *
 * @param name what messages call the file
 * @throws InputError with the drawing and its point where it is no such text
 */
export function readDrawings(text: string, name: string): Drawings {
  const json = parseJson(text, name);
  if (!isDrawings(json)) {
    throw new InputError(
      `${name}: expected {train, valid, test} of drawings in stroke-3, got ${describe(json)}`,
    );
  }
  const splitOf = (split: DrawingSplit): readonly Ink[] => {
    const drawings = (json as Record<string, unknown>)[split] ?? [];
    if (!Array.isArray(drawings)) {
      throw new InputError(`${name}, ${split}: expected a list of drawings, got ${describe(drawings)}`);
    }
    return (drawings as unknown[]).map((rows, index) =>
      inkFromRows(rows, { id: `${split}/${index}` }, `${name}, ${split}, drawing ${index + 1}`),
    );
  };
  return { train: splitOf('train'), valid: splitOf('valid'), test: splitOf('test') };
}

/** Whether a value has a split of drawings. */
export function isDrawings(json: unknown): boolean {
  return typeof json === 'object' && json !== null && SPLITS.some((split) => split in json);
}

export interface WriteDrawingsOptions {
  /** 3 (by default) or 5 numbers for each point */
  readonly width?: 3 | 5 | undefined;
}

/** The drawings as {@link readDrawings} reads them; their times, texts and writers are lost. */
export function writeDrawings(drawings: Partial<Drawings>, { width = 3 }: WriteDrawingsOptions = {}): string {
  const rowsOf = width === 3 ? toStroke3 : toStroke5;
  const splits = SPLITS.map((split) => [split, (drawings[split] ?? []).map((ink) => rowsOf(ink))]);
  return `${JSON.stringify(Object.fromEntries(splits))}\n`;
}

/**
 * Reads a list of points in stroke-3 or stroke-5 as one drawing, or a list of such lists as several.
 * @throws InputError with the drawing and its point where it is no such list
 */
export function readStrokeLists(json: unknown, name: string): Ink[] {
  if (!Array.isArray(json) || json.length === 0) {
    throw new InputError(`${name}: expected drawings in stroke-3, got ${describe(json)}`);
  }
  const [first] = json as unknown[];
  const isOne = Array.isArray(first) && !Array.isArray(first[0]);
  const drawings = isOne ? [json] : (json as unknown[]);
  return drawings.map((rows, index) =>
    inkFromRows(
      rows,
      { id: isOne ? name : `${name}#${index}` },
      isOne ? name : `${name}, drawing ${index + 1}`,
    ),
  );
}
