import { readFile } from 'node:fs/promises';
import { InputError } from '@reprise/core/errors';

/** The settings in a JSON file, unchecked. @throws InputError when it cannot be read or holds no object */
export async function readSettingsFile(path: string): Promise<object> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new InputError(`--config ${path}: cannot be read (${(error as Error).message}).`);
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new InputError(`--config ${path}: not JSON: ${(error as Error).message}`);
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new InputError(`--config ${path}: expected an object of settings, got ${JSON.stringify(json)}.`);
  }
  return json;
}
