import { InputError } from '@reprise/core/errors';

/** The value of a text of JSON. @param place what messages call it @throws InputError where it is none */
export function parseJson(text: string, place: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InputError(`${place}: expected JSON: ${(error as Error).message}`, { cause: error });
  }
}
