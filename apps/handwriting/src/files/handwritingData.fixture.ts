import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const DATA =
  process.env.REPRISE_DATA ?? fileURLToPath(new URL('../../../../../shared/data', import.meta.url));

/** A file of the data sets of handwriting. */
export function handwritingData(...path: string[]): string {
  return join(DATA, 'handwriting', ...path);
}

export const hasHandwritingData = existsSync(handwritingData());
