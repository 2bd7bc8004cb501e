import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { writeFailure } from './failure.mjs';
import { KERNELS_FILE } from './kernelSources.mjs';
import { locateNative } from './locate.mjs';
import { kernelsFolder } from './locateKernels.mjs';
import { ADDON_FILE, addonKey, makeStamp, stampPath, writeStamp } from './stamp.mjs';
import { TENSORFLOW_VERSION, nativeFolder } from './target.mjs';

let folder: string;

beforeEach(() => {
  vi.stubEnv('REPRISE_CACHE', mkdtempSync(join(tmpdir(), 'reprise-locate-')));
  folder = nativeFolder();
});

afterEach(() => {
  rmSync(dirname(folder), { recursive: true });
  vi.unstubAllEnvs();
});

const current = { version: TENSORFLOW_VERSION, wheelSha256: 'any', addonKey: addonKey() };

function makeEngine(stamp = current): void {
  mkdirSync(join(folder, 'lib'), { recursive: true });
  writeFileSync(join(folder, 'lib', 'libtensorflow.so'), 'a library');
  writeFileSync(join(folder, ADDON_FILE), 'an addon');
  writeFileSync(stampPath(folder), JSON.stringify(makeStamp(folder, stamp)));
}

test('an engine that is whole is found', () => {
  makeEngine();
  expect(locateNative()).toEqual({
    addon: join(folder, 'tfjs_binding.node'),
    library: join(folder, 'lib'),
    include: join(folder, 'include'),
    version: TENSORFLOW_VERSION,
    kernels: {
      reason: expect.stringMatching(/^they are not built in .*kernels-\w{12}; to get them, run/) as string,
    },
  });
});

test('fused kernels in it are found, and the reason why there are none', () => {
  makeEngine();
  const kernels = kernelsFolder(folder);
  writeFailure(kernels, 'they do not compile');
  expect(locateNative()).toHaveProperty('kernels', { reason: 'they do not compile' });
  mkdirSync(kernels);
  writeFileSync(join(kernels, KERNELS_FILE), 'another addon');
  writeStamp(kernels, {});
  expect(locateNative()).toHaveProperty('kernels', { addon: join(kernels, 'reprise_kernels.node') });
});

test('nothing set up', () => {
  expect(locateNative()).toEqual({
    reason: `the native engine is not set up in ${dirname(folder)}; to get it, run \`npm run setup\``,
  });
});

test('a set-up that failed lately tells why; one of last week does not', () => {
  writeFailure(folder, 'there is no compiler');
  expect(locateNative()).toEqual({ reason: 'there is no compiler' });
  vi.useFakeTimers({ now: Date.now() + 7 * 24 * 3_600_000 });
  expect(locateNative()).toEqual({ reason: expect.stringContaining('not set up') as string });
  vi.useRealTimers();
});

test.each([
  [{ ...current, version: '2.9.1' }, 'it holds TensorFlow 2.9.1 instead of'],
  [{ ...current, addonKey: 'older' }, 'its addon was built for older instead of'],
])('an engine of another make is not used: %o', (stamp, reason) => {
  makeEngine(stamp);
  expect(locateNative()).toEqual({ reason: expect.stringContaining(reason) as string });
});

test('a damaged engine is not used', () => {
  makeEngine();
  writeFileSync(join(folder, 'lib', 'libtensorflow.so'), 'half');
  expect(locateNative()).toEqual({ reason: expect.stringContaining('has 4 bytes instead of 9') as string });
  rmSync(join(folder, ADDON_FILE));
  rmSync(join(folder, 'lib'), { recursive: true });
  expect(locateNative()).toEqual({ reason: expect.stringContaining('is missing') as string });
});

test('a stamp that cannot be read counts as none', () => {
  makeEngine();
  writeFileSync(stampPath(folder), '{"format": 1, "fi');
  expect(locateNative()).toEqual({ reason: expect.stringContaining('not set up') as string });
});
