import { join } from 'node:path';
import type { Split } from '@reprise/app/corpus';
import { InputError } from '@reprise/core/errors';
import { readText } from '../files/fileText.ts';
import { ifThere } from './ifThere.ts';

/**
 * The lists of the benchmark tasks IAM-OnDB-t1 and -t2. Both validation sets are for choices made before the test, which
 * the task leaves to their users: here they are one.
 */
const LISTS: Readonly<Record<string, Split>> = {
  'trainset.txt': 'train',
  'testset_v.txt': 'valid',
  'testset_t.txt': 'valid',
  'testset_f.txt': 'test',
};
/** Where they are looked for in the folder: there, or as the task's archive unpacks. */
const PLACES = ['', 'task1'];

/**
 * The split of each form of IAM-OnDB that the lists of its benchmark name, one form such as a01-000u a line:
 * trainset.txt, testset_v.txt and testset_t.txt (validation), testset_f.txt (test).
 *
 * @param path the folder in which they are, or in its folder task1
 * @returns splits by the names of forms; undefined for a folder without lists
 * @throws InputError where some of the lists are missing, and with the line for what is no form, or in two lists
 */
export async function readIamLists(path: string): Promise<ReadonlyMap<string, Split> | undefined> {
  for (const place of PLACES) {
    const lists = await listsIn(join(path, place));
    if (lists) return lists;
  }
  return undefined;
}

async function listsIn(folder: string): Promise<ReadonlyMap<string, Split> | undefined> {
  const splits = new Map<string, Split>();
  const missing: string[] = [];
  for (const [file, split] of Object.entries(LISTS)) {
    const path = join(folder, file);
    const text = await ifThere(readText(path));
    if (text === undefined) missing.push(file);
    else addForms(splits, split, text, path);
  }
  if (missing.length === 0) return splits;
  if (missing.length === Object.keys(LISTS).length) return undefined;
  throw new InputError(
    `${folder}: expected all lists of the task IAM-OnDB-t1, or none for splits by name; missing: ${missing.join(', ')}.`,
  );
}

function addForms(splits: Map<string, Split>, split: Split, text: string, path: string): void {
  for (const [index, line] of text.split('\n').entries()) {
    const form = line.trim();
    if (form === '') continue;
    if (!/^[a-z]\d+-\d+[a-z]?$/u.test(form)) {
      throw new InputError(
        `${path}, line ${index + 1}: expected a form such as a01-000u, got ${JSON.stringify(form.slice(0, 40))}.`,
      );
    }
    const before = splits.get(form);
    if (before !== undefined && before !== split) {
      throw new InputError(
        `${path}, line ${index + 1}: expected each form in one list, got ${form} for ${before} and for ${split}.`,
      );
    }
    splits.set(form, split);
  }
}
