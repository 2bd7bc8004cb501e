/**
 * A native engine of a few bytes, made by the real machinery: for the tests, which also run it as a program,
 * `node prepare.fixture.mjs FOLDER LOG [STEP_MS]`, to have several processes at once.
 */
import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { prepare } from './prepare.mjs';
import { ADDON_FILES } from './stamp.mjs';

const WHEEL = 'the bytes of a wheel';

/**
 * A recipe whose steps tell `onStep` their name before they do their work.
 * @param {(step: string) => void | Promise<void>} onStep
 * @returns {import('./prepare.mjs').Recipe}
 */
export function makeFakeRecipe(onStep) {
  return {
    version: '1.0.0',
    wheelSha256: createHash('sha256').update(WHEEL).digest('hex'),
    addonKey: 'first',
    megabytes: 1,
    async checkTools() {
      await onStep('checkTools');
    },
    async download(folder) {
      await onStep('download');
      writeFileSync(join(folder, 'fake.whl'), WHEEL);
      return join(folder, 'fake.whl');
    },
    async unpack(wheel, folder) {
      await onStep('unpack');
      for (const part of ['lib', 'include']) {
        mkdirSync(join(folder, part));
        writeFileSync(join(folder, part, `${part}.file`), `content of ${part}`);
      }
    },
    async compile(folder) {
      await onStep('compile');
      for (const file of ADDON_FILES) writeFileSync(join(folder, file), 'an addon');
    },
    async smoke() {
      await onStep('smoke');
    },
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [folder, log, stepMs = '0'] = process.argv.slice(2);
  const recipe = makeFakeRecipe(async (step) => {
    appendFileSync(log, `${step}\n`);
    await sleep(Number(stepMs));
  });
  await prepare(folder, recipe, () => {});
}
