import { writeModelFile, type ModelReader } from '@reprise/app';
import { InputError, readCharacterModel } from '@reprise/core';
import { z } from 'zod';
import type { Language } from './language.ts';

/** What a reader's folder holds beside its network, if it knows words. */
export const LANGUAGE_FILES = ['language.json', 'characters.bin', 'words.txt'] as const;

const weightsSchema = z.strictObject({
  weight: z.number().min(0),
  insertionBonus: z.number(),
  unknownWord: z.number().min(0),
});

/** Writes a language into a model's folder. */
export async function writeLanguage(folder: string, language: Language): Promise<void> {
  const { characters, words, weight, insertionBonus, unknownWord } = language;
  const [weightsFile, charactersFile, wordsFile] = LANGUAGE_FILES;
  await writeModelFile(folder, charactersFile, characters.toBytes());
  await writeModelFile(folder, wordsFile, `${words.join('\n')}\n`);
  const weights = { weight, insertionBonus, unknownWord };
  await writeModelFile(folder, weightsFile, `${JSON.stringify(weights, null, 2)}\n`);
}

/** Reads one. @throws InputError where it is not there, or damaged */
export async function readLanguage(read: ModelReader): Promise<Language> {
  const [weightsFile, charactersFile, wordsFile] = LANGUAGE_FILES;
  const decoder = new TextDecoder();
  const parsed = weightsSchema.safeParse(parseJson(decoder.decode(await read(weightsFile)), weightsFile));
  if (!parsed.success) {
    throw new InputError(`model: ${weightsFile}: ${parsed.error.issues[0]?.message ?? 'not valid'}.`);
  }
  return {
    ...parsed.data,
    characters: readCharacterModel(await read(charactersFile), charactersFile),
    words: decoder
      .decode(await read(wordsFile))
      .split('\n')
      .filter((word) => word !== ''),
  };
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InputError(`model: ${name} is not JSON: ${(error as Error).message}`);
  }
}
