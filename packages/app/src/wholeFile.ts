import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { InputError } from '@reprise/core/errors';

/**
 * Writes a file that the user asked for, whole or not at all, in place of what was there.
 * @param name what the message calls it, by default its path
 * @throws InputError when it cannot be written
 */
export async function writeWhole(path: string, content: string | Uint8Array, name = path): Promise<void> {
  try {
    await replaceFile(path, content, `${path}.${randomUUID()}.tmp`);
  } catch (error) {
    throw new InputError(`cannot write ${name}: ${(error as Error).message}`, { cause: error });
  }
}

/**
 * Writes a file whole or not at all, in place of what was there.
 * @param temporary its path until it is whole, in the same folder; nothing is left there when the writing fails
 * @throws the file system's error
 */
export async function replaceFile(
  path: string,
  content: string | Uint8Array,
  temporary: string,
): Promise<void> {
  try {
    await writeFile(temporary, content);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
