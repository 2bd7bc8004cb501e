import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { without } from './without.ts';

/** Every file of a folder and of those in it, by path, in base64. */
export function readFolder(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const paths = names.map(({ parentPath, name }) => join(parentPath, name)).sort();
  return Object.fromEntries(
    paths.map((path) => [path.slice(folder.length + 1), readFileSync(path, 'base64')]),
  );
}

/** A training.jsonl without what the clock decides. */
export function readTrainingLog(folder: string): Record<string, unknown>[] {
  const lines = readFileSync(join(folder, 'training.jsonl'), 'utf8').trimEnd().split('\n');
  return lines.map((line) =>
    without(JSON.parse(line) as Record<string, unknown>, 'seconds', 'tokensPerSecond'),
  );
}
