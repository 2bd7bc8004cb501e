import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { splitOfName, type Split } from '@reprise/app/corpus';
import { InputError } from '@reprise/core/errors';
import { decodeText, readStart, readText } from '../files/fileText.ts';
import { readIamStrokes, readIamTranscription } from '../files/iamXml.ts';
import type { Ink } from '../ink.ts';
import { ifThere } from './ifThere.ts';
import { readIamLists } from './iamLists.ts';

const STROKES = 'lineStrokes';
/** The writer stands before the strokes. */
const HEAD_BYTES = 4096;

/** A line of IAM-OnDB and what it is for. */
export interface IamLine {
  readonly ink: Ink;
  readonly split: Split;
}

interface Form {
  /** such as a01-000u */
  readonly name: string;
  /** from the top of each of the folders, such as a01/a01-000 */
  readonly folder: string;
  /** paths of its lines, each with its number, from 1 */
  readonly lines: { readonly path: string; readonly number: number }[];
}

/**
 * Reads the lines of IAM-OnDB (Liwicki and Bunke 2005) from a folder with its folders as they are distributed:
 * `lineStrokes/a01/a01-000/a01-000u-01.xml`, `ascii/a01/a01-000/a01-000u.txt` and, where it is there,
 * `original/a01/a01-000/strokesu.xml`, which says who wrote the form.
 *
 * Splits are those of the benchmark's lists, see {@link readIamLists}. Without lists a writer, or where writers are not
 * known a form, belongs to one by its name.
 *
 * @param drop told of each line that is left out, and why: it has no transcription that can be
 *   read, or its form is in no list
 * @throws InputError for a folder that is none of IAM-OnDB, and with the place for damaged lists and strokes
 */
export async function* streamIamFolder(
  path: string,
  drop: (reason: string) => void = () => undefined,
): AsyncGenerator<IamLine> {
  const forms = await formsIn(path);
  const lists = await readIamLists(path);
  for (const form of forms) {
    const listed = lists?.get(form.name);
    if (lists && listed === undefined) {
      form.lines.forEach(() => {
        drop('whose form is in none of the lists');
      });
      continue;
    }
    const texts = await textsOf(path, form);
    const writer = await writerOf(path, form);
    const split = listed ?? splitOfName(writer ?? form.name);
    for (const line of form.lines) {
      const text = texts[line.number - 1];
      if (text === undefined) {
        drop('without a transcription');
        continue;
      }
      const ink = readIamStrokes(await readText(line.path), line.path, { text });
      yield { ink: { ...ink, writer }, split };
    }
  }
}

/** Forms and their lines in the order of their names. */
async function formsIn(path: string): Promise<Form[]> {
  const top = join(path, STROKES);
  const files = await ifThere(readdir(top, { recursive: true }));
  if (files === undefined) {
    throw new InputError(
      `${path}: expected a folder of IAM-OnDB, with the folders ${STROKES} and ascii in it, got one without ` +
        `${STROKES}. Other ink is given as files.`,
    );
  }
  const forms = new Map<string, Form>();
  for (const file of files) {
    const [, name, number] = /^([^.].*)-(\d+)\.xml$/iu.exec(basename(file)) ?? [];
    if (name === undefined) continue;
    const folder = dirname(file);
    const key = join(folder, name);
    const form = forms.get(key) ?? { name, folder, lines: [] };
    forms.set(key, form);
    form.lines.push({ path: join(top, file), number: Number(number) });
  }
  if (forms.size === 0)
    throw new InputError(`${top}: expected lines such as a01/a01-000/a01-000u-01.xml, got none.`);
  for (const { lines } of forms.values()) lines.sort((a, b) => a.number - b.number);
  return [...forms.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** What the lines of a form say; none where nobody has written it down, or not as IAM-OnDB does. */
async function textsOf(path: string, { folder, name }: Form): Promise<readonly string[]> {
  const file = join(path, 'ascii', folder, `${name}.txt`);
  const text = await ifThere(readText(file));
  if (text === undefined) return [];
  try {
    return readIamTranscription(text, file);
  } catch (error) {
    if (error instanceof InputError) return [];
    throw error;
  }
}

/** The number of the writer, where the form's original says it: recordings of other places have none, or 0. */
async function writerOf(path: string, { folder, name }: Form): Promise<string | undefined> {
  const version = name.slice(basename(folder).length);
  const file = join(path, 'original', folder, `strokes${version}.xml`);
  const head = await ifThere(readStart(file, HEAD_BYTES));
  if (head === undefined) return undefined;
  const [, writer] = /\bwriterID\s*=\s*["']\s*(\w+)\s*["']/u.exec(decodeText(head)) ?? [];
  return writer === undefined || /^0+$/u.test(writer) ? undefined : writer;
}
