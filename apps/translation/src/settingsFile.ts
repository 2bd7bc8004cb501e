import { readFile } from 'node:fs/promises';
import { InputError } from '@reprise/core/errors';
import { checkSettings, makeSettings, parseAssignment, PRESETS } from './config.ts';
import type { Settings } from './settings.ts';

/**
 * The settings that a command line asks for.
 * @param config a preset's name, or the path of a JSON file with settings that replace those of the preset `small`
 * @param assignments `key=value`, which replace both
 */
export async function readSettings(config: string, assignments: readonly string[]): Promise<Settings> {
  const replaced = Object.fromEntries(assignments.map(parseAssignment));
  if (Object.hasOwn(PRESETS, config) || !config.endsWith('.json')) return makeSettings(config, replaced);
  const text = await readFile(config, 'utf8').catch((error: unknown) => {
    throw new InputError(`--config ${config}: cannot be read (${(error as Error).message}).`);
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new InputError(`--config ${config}: not JSON: ${(error as Error).message}`);
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new InputError(`--config ${config}: expected an object of settings, got ${JSON.stringify(json)}.`);
  }
  return checkSettings({ ...PRESETS['small'], ...json, ...replaced });
}
