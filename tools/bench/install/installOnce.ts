import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { withLock } from '../../../packages/engine/setup/lock.mjs';

const STAMP = 'stamp.json';

/** Takes one line about the progress. */
export type Report = (line: string) => void;

/**
 * Makes a folder that is either whole or not there; returns at once where it is there already. Of several processes
 * one builds and the others wait.
 *
 * @param build fills the folder that it is given, which is moved to its place afterwards
 */
export async function installOnce(
  folder: string,
  report: Report,
  build: (work: string) => Promise<void>,
): Promise<void> {
  const isThere = (): boolean => existsSync(join(folder, STAMP));
  if (isThere()) return;
  const install = async (): Promise<void> => {
    if (isThere()) return;
    const work = `${folder}.work-${randomUUID()}`;
    const clear = (): void => rmSync(work, { recursive: true, force: true });
    mkdirSync(work, { recursive: true });
    process.once('exit', clear);
    try {
      await build(work);
      writeFileSync(join(work, STAMP), `${JSON.stringify({ time: new Date().toISOString() })}\n`);
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(dirname(folder), { recursive: true });
      renameSync(work, folder);
    } finally {
      process.removeListener('exit', clear);
      clear();
    }
  };
  await withLock(`${folder}.lock`, install, ({ pid }: { pid: number }) => {
    report(`waiting for another installation (process ${pid})`);
  });
}
