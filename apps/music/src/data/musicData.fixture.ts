import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const DATA =
  process.env.REPRISE_DATA ?? fileURLToPath(new URL('../../../../../shared/data', import.meta.url));

/** A file of the data sets of music. */
export function musicData(...path: string[]): string {
  return join(DATA, 'music', ...path);
}

export const hasMusicData = existsSync(musicData());

/** A folder that is gone after the tests. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'music-data-'));
  return {
    path,
    remove() {
      rmSync(path, { recursive: true });
    },
  };
}
